from datetime import UTC, datetime
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, given

from events_svc.checkin import rule_form, rules
from events_svc.web.checkin.rule_meaning import meaning
from events_svc.web.checkin.rule_words import Names, failure, of_rules
from events_svc.web.i18n import language
from tests.checkin import cases, node

pytestmark = pytest.mark.engineless

MORNING = datetime(2026, 9, 10, 2, 30, tzinfo=UTC)
NAMES = Names("Europe/Berlin", type={1: "VIP", 3: "Standard"}, gate={2: "East gate"})
FACTS: dict[str, Any] = {
    **dict.fromkeys(rule_form.NUMBERS, 1),
    **{"time": "14:00", "day": "2026-09-10", "is_inside": False, "type": 3, "now": 1789003800},
    **{"minutes_since_first": None, "minutes_since_start": -31, "entered": [], "entered_today": []},
}
LUNCH = {
    "and": [
        {">=": [{"var": "time"}, "11:30"]},
        {"<": [{"var": "time"}, "14:00"]},
        {"or": [{"in": [{"var": "type"}, [1, 9]]}, {"<": [{"entries_since": "11:30"}, 1]}]},
    ]
}


@pytest.mark.parametrize(
    ("rule", "en", "zh"),
    [
        (
            LUNCH,
            "time of day from 11:30 on and before 14:00 and "
            "(ticket type is VIP or #9 or entries since 11:30 less than 1)",
            "时间不早于 11:30，且早于 14:00，且(票种为 VIP 或 #9 或 11:30 起入场次数少于 1)",
        ),
        (
            {"!": {"<": [{"var": "minutes_since_last"}, 30]}},
            "minutes since the last entry at least 30 (or no entry yet)",
            "距上次入场分钟数至少 30（或尚未入场）",
        ),
        (
            {">=": [{"var": "minutes_since_start"}, -30]},
            "from the session's start not earlier than 30 min before",
            "距场次开始不早于前 30 分钟",
        ),
        (
            {"!": {"or": [{"in": [{"var": "weekday"}, [6, 7]]}, {"==": [{"var": "gate"}, 2]}]}},
            "day of the week is not Saturday or Sunday and gate is not East gate",
            "星期不为 星期六 或 星期日，且签到口不为 East gate",
        ),
        (
            {"==": [{"var": "is_inside"}, False]},
            "the person is now outside",
            "本人当前在场外",
        ),
        ({}, "", ""),
    ],
    ids=["lunch", "pause", "session", "neither", "outside", "none"],
)
def test_a_rule_is_said_in_both_languages(rule: Any, en: str, zh: str) -> None:
    assert (_in("en", meaning, rule), _in("zh", meaning, rule)) == (en, zh)


def test_a_refusal_says_what_was_found_and_what_is_needed() -> None:
    late, either = rules.failures(LUNCH, FACTS | {"entered_today": ["12:00"]})
    assert _in("en", failure, late) == "time of day: 14:00, needed: before 14:00"
    assert _in("zh", failure, late) == "时间：14:00，要求早于 14:00"
    assert _in("en", failure, either) == (
        "ticket type: Standard, needed: is VIP or #9; or "
        "entries since 11:30: 1, needed: less than 1"
    )


def test_the_gate_says_it_in_the_same_words() -> None:
    items: list[Any] = []

    @hypothesis.settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(cases.rules_at(MORNING))
    def collect(rule: Any) -> None:
        items.extend(rules.failures(rule, FACTS))

    collect()
    for lang in ("en", "zh"):
        token = language.set(lang)
        names = {"type": NAMES.type, "gate": NAMES.gate}
        setting = {"words": of_rules(), "timezone": NAMES.timezone, "names": names}
        assert node.worded(items, setting) == [failure(item, NAMES) for item in items]
        language.reset(token)


def _in(lang: str, tell: Any, said: Any) -> str:
    token = language.set(lang)
    try:
        return str(tell(said, NAMES))
    finally:
        language.reset(token)
