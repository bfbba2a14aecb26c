"""The examples of docs/door.md are true."""

import json
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from events_svc.checkin import rule_form
from events_svc.checkin.history import Passage, replayed
from events_svc.checkin.models import Direction
from events_svc.checkin.verdict import ListFacts, TicketFacts, judge
from events_svc.web.checkin.rule_meaning import meaning
from events_svc.web.checkin.rule_words import Names, failure
from events_svc.web.i18n import language

pytestmark = pytest.mark.engineless

DOC = (Path(__file__).parent.parent.parent / "docs" / "door.md").read_text()
EXAMPLES = re.findall(
    r"^### (.+)\n(?:[^#\n].*\n)*?```json\n(.+)\n```\nMeans: (.+)\n((?:- .+\n)+)", DOC, re.M
)
LINE = re.compile(r"- (\d\d:\d\d)(?: after (.+?))? → (.+)")
SHANGHAI, START = ZoneInfo("Asia/Shanghai"), datetime(2026, 9, 10, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "means", "lines"), [one[1:] for one in EXAMPLES], ids=[one[0] for one in EXAMPLES]
)
def test_an_example_means_and_says_what_is_written(rule: str, means: str, lines: str) -> None:
    token = language.set("en")
    rules = json.loads(rule)
    rule_form.check(rules)
    said = [LINE.fullmatch(line) for line in lines.splitlines()]
    assert meaning(rules, Names()) == means
    assert [_judged(rules, *one.groups()[:2]) for one in said if one] == [
        one[3] for one in said if one
    ]
    language.reset(token)


def test_all_examples_are_read() -> None:
    assert len(EXAMPLES) == DOC.count("```json") == 5
    assert sum(len(lines.splitlines()) for *_, lines in EXAMPLES) == DOC.count(" → ")


def _judged(rules: object, at: str, before: str | None) -> str:
    history = replayed(_entry(one) for one in (before or "").split(", ") if one)
    door = ListFacts(
        event_id=1,
        timezone="Asia/Shanghai",
        multi_entry=True,
        starts_at=START,
        ends_at=START + timedelta(hours=1),
        rules=rules,
    )
    ticket = TicketFacts(event_id=1, ticket_type_id=1, history=history)
    verdict = judge([ticket], door, _entry(at))
    if verdict.is_ok:
        return "passes"
    return " · ".join(failure(one, Names()) for one in verdict.explanation)


def _entry(at: str) -> Passage:
    local = datetime.combine(START.date(), time.fromisoformat(at), SHANGHAI)
    return Passage(Direction.ENTRY, local.astimezone(UTC), 1)
