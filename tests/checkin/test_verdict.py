import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.checkin import rule_form, verdict
from events_svc.checkin.errors import RulesMalformed
from events_svc.checkin.history import History, Passage, after, replayed
from events_svc.checkin.looks import LOOKS
from events_svc.checkin.models import Direction
from events_svc.checkin.verdict import ListFacts, Reason, TicketFacts, Verdict, judge
from tests.checkin import node

PACKAGE = Path(verdict.__file__).parent
VECTORS = json.loads((PACKAGE / "vectors.json").read_text())
AT = datetime(2026, 9, 10, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_the_engine_says_what_the_vectors_say(vector: dict[str, Any]) -> None:
    said = judge(
        msgspec.convert(vector["found"], list[TicketFacts]),
        msgspec.convert(vector["door"], ListFacts),
        msgspec.convert(vector["passage"], Passage),
    )
    assert said == msgspec.convert(vector["verdict"], Verdict)


def test_the_engine_of_the_browser_says_the_same() -> None:
    answered = {v["name"]: one for v, one in zip(VECTORS, node.judged(VECTORS), strict=True)}
    assert answered == {vector["name"]: vector["verdict"] for vector in VECTORS}


def test_the_vectors_reach_every_reason() -> None:
    assert {vector["verdict"]["reason"] for vector in VECTORS} == set(Reason)


def test_every_reason_has_a_look_and_a_sound_of_its_own() -> None:
    assert {*Reason, "undone"} == LOOKS.keys()
    for own in ("colour", "icon", "zh", "en", "sound"):
        assert len({getattr(look, own) for look in LOOKS.values()}) == len(LOOKS)


def test_white_is_legible_on_every_colour() -> None:
    assert [key for key, look in LOOKS.items() if _contrast_to_white(look.colour) < 7] == []


tickets = st.builds(
    TicketFacts,
    event_id=st.integers(1, 2),
    ticket_type_id=st.integers(1, 2),
    state=st.sampled_from(["held", "valid", "cancelled", "blocked"]),
    serial=st.integers(1, 2),
    presented_serial=st.none() | st.integers(1, 2),
    is_approved=st.booleans(),
    is_complete=st.booleans(),
)
doors = st.builds(
    ListFacts,
    event_id=st.just(1),
    ticket_types=st.sampled_from([frozenset[int](), frozenset({1})]),
    allow_unpaid=st.booleans(),
    multi_entry=st.booleans(),
    entry_after_exit=st.booleans(),
)


@given(tickets, doors, st.lists(st.sampled_from(Direction), max_size=12))
def test_a_single_entry_ticket_is_admitted_once_whatever_comes(
    ticket: TicketFacts, door: ListFacts, directions: list[Direction]
) -> None:
    history, admitted = History(), 0
    for n, direction in enumerate(directions):
        passage = Passage(direction, AT + timedelta(minutes=n), 1)
        said = judge([msgspec.structs.replace(ticket, history=history)], door, passage)
        if said.is_ok:
            admitted += direction is Direction.ENTRY
            history = after(history, passage)
    assert history.entries == admitted
    if not door.multi_entry and not door.entry_after_exit:
        assert admitted <= 1


@given(tickets, doors)
def test_nobody_enters_without_a_valid_ticket_of_this_event(
    ticket: TicketFacts, door: ListFacts
) -> None:
    if judge([ticket], door, Passage(Direction.ENTRY, AT, 1)).is_ok:
        assert ticket.event_id == door.event_id
        assert ticket.state == "valid" or (ticket.state == "held" and door.allow_unpaid)
        assert ticket.presented_serial in {None, ticket.serial}


def test_a_log_replayed_knows_first_and_last_entry() -> None:
    moments = [AT + timedelta(minutes=n) for n in range(3)]
    ways = [Direction.ENTRY, Direction.EXIT, Direction.ENTRY]
    log = [Passage(way, at, n) for n, (way, at) in enumerate(zip(ways, moments, strict=True))]
    assert replayed(log) == History(2, True, AT, 0, moments[2], (AT, moments[2]))


@pytest.mark.parametrize(
    "rule",
    [
        {"<": [{"var": "secret"}, 1]},
        {"<": [{"var": "entries"}]},
        {"and": []},
        {"!": [{"in": [{"var": "type"}, [1]]}, {"in": [{"var": "type"}, [1]]}]},
        {"run": "rm"},
        {"<": [{"instant": "yesterday"}, 1]},
        {"<": [{"instant": "2026-09-10T09:00"}, 1]},
        {"<": [{"entries_since": {"var": "secret"}}, 1]},
        {"in": [{"var": "type"}, [[1]]]},
        {"==": [1, 1], "!=": [1, 1]},
        ["and"],
        {"and": [{"and": [{"and": [{"and": [{"and": [{"and": [{"and": [{"and": [1]}]}]}]}]}]}]}]},
        {"in": [{"var": "type"}, list(range(300))]},
        {"in": [{"var": "type"}, 3]},
        {"==": [{"var": "type"}, [3]]},
        {"==": [{"var": "is_inside"}, 1]},
        {"<": ["12:00", {"var": "time"}]},
        {"<": [{"var": "time"}, "9:00"]},
        {"<": [{"var": "time"}, 12]},
        {"==": [{"var": "day"}, "2026-02-30"]},
        {"<": [{"var": "entries"}, None]},
        {"<": [{"var": "entries"}, True]},
        {"<": [{"var": "entries"}, 2**53]},
        {"<": [{"var": "now"}, {"instant": "20260910T090000+0800"}]},
        {"<": [{"var": "now"}, {"instant": "2026-09-10T24:00+08:00"}]},
        {"<": [{"var": "now"}, {"instant": "0001-01-01T00:00+14:00"}]},
        {"<": [{"var": "now"}, {"instant": "9999-12-31T23:59-14:00"}]},
        {"<": [{"var": "now"}, 10**12]},
        {"<": [{"var": "day"}, "9999-12-31"]},
        {"<": [{"var": [["now"]]}, 1]},
        {"<": [{"var": {}}, 1]},
        {"<": [{"entries_since": "25:00"}, 1]},
        {"<": [{"entries_since": {"entries_since": "10:00"}}, 1]},
    ],
)
def test_rules_that_are_not_ours_are_refused(rule: Any) -> None:
    with pytest.raises(RulesMalformed):
        rule_form.check(rule)


def test_the_rules_of_the_vectors_are_ours_but_those_that_compare_what_cannot_be() -> None:
    others = {one["name"] for one in VECTORS if not _is_ours(one["door"].get("rules"))}
    assert others == {
        "rule: true is not one",
        "rule: words and numbers are not compared",
        "rule: a number is not in a list of words",
    }


def _is_ours(rule: Any) -> bool:
    try:
        rule_form.check(rule)
    except RulesMalformed:
        return False
    return True


def _contrast_to_white(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
