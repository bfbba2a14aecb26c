"""Which admissions another one forbade: pure."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_svc.checkin.conflicts.duplicates import Passed, duplicates
from events_svc.checkin.history import Passage
from events_svc.checkin.models import Basis, Direction
from events_svc.checkin.upload.appending import Log
from events_svc.checkin.upload.entry import Entry
from events_svc.checkin.verdict import ListFacts

pytestmark = pytest.mark.engineless

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
ONCE = ListFacts(event_id=1, timezone="Asia/Shanghai")
AGAIN_AFTER_EXIT = ListFacts(event_id=1, entry_after_exit=True)
OFTEN = ListFacts(event_id=1, multi_entry=True)
ONCE_A_DAY = ListFacts(event_id=1, multi_entry=True, rules={"<": [{"var": "entries_today"}, 1]})
MORNINGS = ListFacts(event_id=1, multi_entry=True, rules={"<": [{"var": "time"}, "12:00"]})
SPACE = UUID(int=7)


def test_the_second_entry_is_the_suspect_of_the_first() -> None:
    assert _found(ONCE, "in in in") == [(0, 1), (0, 2)]


def test_who_came_once_is_no_conflict() -> None:
    assert _found(ONCE, "in") == []


def test_an_exit_is_no_conflict() -> None:
    assert _found(ONCE, "in out out") == []


def test_who_went_out_comes_in_again_where_the_list_allows() -> None:
    assert _found(AGAIN_AFTER_EXIT, "in out in in") == [(2, 3)]


def test_where_one_enters_as_often_as_one_likes_nothing_is_suspect() -> None:
    assert _found(OFTEN, "in in in") == []


def test_rules_that_count_entries_make_suspects() -> None:
    assert _found(ONCE_A_DAY, "in in") == [(0, 1)]


def test_rules_that_do_not_count_make_none() -> None:
    assert _found(MORNINGS, "in in") == []


def test_what_the_server_admitted_twice_by_itself_is_no_conflict() -> None:
    assert _found(ONCE, "in in", alone=False) == []


@given(st.lists(st.booleans(), max_size=6))
def test_of_entries_of_a_single_entry_list_all_but_one_are_suspect(alone: list[bool]) -> None:
    passed = [_passed(n, Direction.ENTRY, is_alone=one) for n, one in enumerate(alone)]
    pairs = duplicates(passed, door=ONCE, ticket_type_id=1)
    assert pairs == [(passed[0], one) for one in passed[1:] if one.is_alone or passed[0].is_alone]


SCANS = st.lists(
    st.tuples(
        st.integers(1, 3),  # device
        st.integers(0, 4),  # seq
        st.sampled_from(["ok", "refused", "undone"]),
        st.integers(0, 5),  # the ticket, or the scan that is undone
        st.integers(0, 3),  # minutes
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(SCANS, st.integers(0, 1_000_000))
def test_a_batch_in_any_order_becomes_the_same_rows(
    said: list[tuple[int, int, str, int, int]], seed: int
) -> None:
    """200 batches, each in 50 orders and with repetitions: 10,000 replays."""
    entries = [_entry(n, one) for n, one in enumerate(said)]
    expected, chance = _appended(entries), random.Random(seed)
    for _ in range(50):
        again = chance.choices(entries, k=chance.randint(0, 5))
        assert _appended(chance.sample([*entries, *again], len(entries) + len(again))) == expected


def _appended(entries: list[Entry]) -> object:
    once = {entry.scan_id: entry for entry in entries}
    log, door = Log({}, set()), {"event_id": 1, "list_id": 1}
    rows = [log.append(one, door) for one in sorted(once.values(), key=lambda one: one.turn)]
    for row in rows:
        assert row["detail"].pop("received")  # when it came is another instant each time
    return rows, log.touched


def _entry(n: int, said: tuple[int, int, str, int, int]) -> Entry:
    device, seq, verdict, what, minutes = said
    is_undoing = verdict == "undone"
    return Entry(
        scan_id=uuid5(SPACE, str(n)),
        device_id=device,
        gate_id=device,
        at=NOON + timedelta(minutes=minutes),
        verdict=verdict,
        reason=verdict,
        basis=Basis.SNAPSHOT,
        ticket_id=what,
        undoes=uuid5(SPACE, str(what)) if is_undoing else None,
        device_seq=seq,
    )


def _found(door: ListFacts, directions: str, *, alone: bool = True) -> list[tuple[int, int]]:
    passed = [
        _passed(n, Direction.ENTRY if one == "in" else Direction.EXIT, is_alone=alone)
        for n, one in enumerate(directions.split())
    ]
    pairs = duplicates(passed, door=door, ticket_type_id=1)
    return [(owner.id, suspect.id) for owner, suspect in pairs]


def _passed(n: int, direction: Direction, *, is_alone: bool) -> Passed:
    return Passed(n, Passage(direction, NOON + timedelta(minutes=n), 1), is_alone=is_alone)
