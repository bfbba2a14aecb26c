"""Every kind of conflict is found with its reason, in a whole agenda as for one session."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.schedule.conflicts.facts import Facts, Place, Presenter, Rules, Slot
from events_svc.schedule.conflicts.kinds import Conflict, ConflictKind
from events_svc.schedule.conflicts.rules import find, of

NINE = datetime(2026, 8, 26, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MAIN, SIDE, FAR = 1, 2, 3
ADA, GRACE = 11, 12
ROOMS = {
    MAIN: Place({"en": "Main"}, venue_id=7, capacity=40),
    SIDE: Place({"en": "Side"}, venue_id=7),
    FAR: Place({"en": "Far"}, venue_id=8, capacity=10),
}
PEOPLE = {ADA: Presenter({"en": "Ada"}), GRACE: Presenter({"en": "Grace"})}


def slot(number: int, start: int = 0, minutes: int = 30, **more: Any) -> Slot:
    begins = NINE + start * MINUTE
    ends = begins + minutes * MINUTE
    return Slot(number, f"S{number}", {"en": f"S{number}"}, begins, ends, **more)


def facts(*slots: Slot, **more: Any) -> Facts:
    known: dict[str, Any] = {"rooms": ROOMS, "people": PEOPLE, "ways": {(7, 8): 20}, **more}
    return Facts(slots, NINE, NINE + timedelta(hours=9), **known)


def told(conflicts: list[Conflict]) -> list[tuple[Any, ...]]:
    return [
        (c.kind, c.session.id, c.other.id if c.other else 0, (c.about or {}).get("en", ""))
        for c in conflicts
    ]


def test_a_room_is_taken_unless_both_share_it() -> None:
    posters = [slot(n, rooms=(SIDE,), shares_room=True) for n in (3, 4)]
    clash = facts(slot(1, rooms=(MAIN,)), slot(2, 10, rooms=(FAR, MAIN)), *posters)
    assert told(find(clash)) == [(ConflictKind.ROOM_TWICE, 2, 1, "Main")]


def test_one_after_the_other_is_no_conflict() -> None:
    person = {"people": (ADA,), "rooms": (MAIN,)}
    assert find(facts(slot(1, 0, **person), slot(2, 30, **person))) == []


def test_a_room_is_closed_outside_of_its_openings() -> None:
    rooms = {MAIN: Place({"en": "Main"}, 7, openings=[(NINE, NINE + 60 * MINUTE)])}
    found = find(facts(slot(1, 0, 60, rooms=(MAIN,)), slot(2, 60, rooms=(MAIN,)), rooms=rooms))
    assert told(found) == [(ConflictKind.ROOM_CLOSED, 2, 0, "Main")]


def test_a_person_away_is_hard_and_one_who_would_rather_not_is_soft() -> None:
    first, second = (NINE, NINE + 30 * MINUTE), (NINE + 30 * MINUTE, NINE + 60 * MINUTE)
    ada = Presenter({"en": "Ada"}, possible=[(first[0], second[1])], preferred=[second])
    sessions = [slot(n, start, people=(ADA,)) for n, start in ((1, 0), (2, 30), (3, 60))]
    found = find(facts(*sessions, people={ADA: ada}))
    assert [(c.kind, c.session.id, c.is_hard) for c in found] == [
        (ConflictKind.SPEAKER_UNWILLING, 1, False),
        (ConflictKind.SPEAKER_AWAY, 3, True),
    ]


def test_a_person_who_presents_twice() -> None:
    both = [slot(1, people=(ADA, GRACE)), slot(2, 29, people=(GRACE,), rooms=(SIDE,))]
    assert told(find(facts(*both))) == [(ConflictKind.SPEAKER_TWICE, 2, 1, "Grace")]


def test_outside_of_the_event() -> None:
    early, late = slot(1, -5), slot(2, 9 * 60 - 29)
    kinds = [(ConflictKind.OUTSIDE_EVENT, n, 0, "") for n in (1, 2)]
    assert told(find(facts(early, late))) == kinds


@pytest.mark.parametrize(("gap", "expected"), [(19, [(19, 20)]), (20, [])])
def test_the_way_between_two_buildings_takes_its_time(
    gap: int, expected: list[tuple[int, int]]
) -> None:
    there = slot(1, people=(ADA,), rooms=(MAIN,))
    here = slot(2, 30 + gap, people=(ADA,), rooms=(FAR,))
    found = find(facts(there, here))
    assert [(c.given, c.needed) for c in found] == expected
    assert {c.kind for c in found} <= {ConflictKind.WAY_TOO_LONG}


def test_breaks_of_rooms_and_people_are_as_long_as_the_event_wants() -> None:
    rules = Rules(room_break_minutes=10, speaker_break_minutes=15)
    talks = [slot(1, rooms=(MAIN,)), slot(2, 35, rooms=(MAIN,))]
    breaks = [slot(3, 65, 15, rooms=(MAIN,), is_break=True), slot(4, 80, rooms=(MAIN,))]
    person = [slot(5, 200, people=(ADA,)), slot(6, 240, people=(ADA,))]
    found = find(facts(*talks, *breaks, *person, rules=rules))
    assert told(found) == [
        (ConflictKind.BREAK_TOO_SHORT, 2, 1, "Main"),
        (ConflictKind.BREAK_TOO_SHORT, 6, 5, "Ada"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [(0b1111, 0b0111, 3), (0b0011, 0b0111, None), ((1 << 30) - 1, 0b111 | 0b11 << 40, 3)],
)
def test_many_readers_cannot_be_at_two_places(one: int, other: int, common: int | None) -> None:
    sessions = [slot(1, fans=one), slot(2, 15, fans=other), slot(3, 45, fans=one)]
    found = find(facts(*sessions, rules=Rules(shared_stars=3)))
    assert [(c.kind, c.session.id, c.given) for c in found] == (
        [(ConflictKind.STARRED_TOGETHER, 2, common)] if common else []
    )


def test_few_of_very_many_are_no_crowd() -> None:
    many, others = (1 << 100) - 1, ((1 << 100) - 1) << 90
    found = facts(slot(1, fans=many), slot(2, fans=others), rules=Rules(shared_stars=10))
    assert find(found) == []


def test_a_room_holds_as_many_as_all_its_rooms_together() -> None:
    interest = {"interest": 45}
    one = slot(1, rooms=(MAIN,), **interest)
    two = slot(2, 60, rooms=(MAIN, FAR), **interest)
    unknown = slot(3, 120, rooms=(MAIN, SIDE), interest=900)
    (found,) = find(facts(one, two, unknown))
    assert (found.kind, found.session.id, found.given, found.needed) == (
        ConflictKind.ROOM_TOO_SMALL,
        1,
        40,
        45,
    )


def test_what_is_not_ours_is_only_ever_the_other() -> None:
    foreign = Slot(-1, "", {"en": "?"}, NINE + 10 * MINUTE, NINE + 600 * MINUTE, rooms=(MAIN,))
    found = find(facts(slot(1, rooms=(MAIN,)), foreign))
    assert told(found) == [(ConflictKind.ROOM_TWICE, 1, -1, "Main")]


_TIMES = st.tuples(st.integers(-2, 40), st.integers(1, 8))
_DRAWN = st.lists(
    st.tuples(
        _TIMES,
        st.lists(st.sampled_from([MAIN, SIDE, FAR]), unique=True, max_size=2),
        st.lists(st.sampled_from([ADA, GRACE]), unique=True, max_size=2),
        st.booleans(),
        st.integers(0, 255),
    ),
    max_size=9,
)


@given(drawn=_DRAWN)
def test_looking_at_all_and_at_each_one_finds_the_same(drawn: Any) -> None:
    slots = [
        slot(n, start * 15, length * 15, rooms=tuple(rooms), people=tuple(people), shares_room=shares, fans=fans)
        for n, ((start, length), rooms, people, shares, fans) in enumerate(drawn, 1)
    ]  # fmt: skip
    slots.sort(key=lambda one: (one.starts_at, one.id))
    known = facts(*slots, rules=Rules(10, 20, shared_stars=3))
    whole = {_unordered(conflict) for conflict in find(known)}
    assert whole == {_unordered(conflict) for one in slots for conflict in of(one, known)}


def _unordered(conflict: Conflict) -> tuple[Any, ...]:
    pair = {conflict.session.id, conflict.other.id if conflict.other else 0}
    return conflict.kind, frozenset(pair), str(conflict.about), conflict.given, conflict.needed
