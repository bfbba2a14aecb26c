"""What is wrong with a working agenda is read from the database, for all of it and for one session."""

from typing import Any

import pytest

from events_svc.events.models import Event
from events_svc.schedule import place
from events_svc.schedule.conflicts import fans, reading
from events_svc.schedule.conflicts.kinds import Conflict, ConflictKind
from events_svc.schedule.models import Session
from events_svc.schedule.place import Placement
from events_svc.schedule.plan_models import AgendaRules
from events_svc.schedule.reader_models import Star, StarList
from speakers.models import Availability, Engagement, Strength
from tests.events.factories import make_event
from tests.schedule.factories import HOUR, make_placed, make_session
from tests.speakers.factories import make_speaker
from tests.venues.factories import make_room, make_venue
from venues import travel
from venues.book import book
from venues.openings import open_at


async def found(event: Event) -> list[tuple[Any, ...]]:
    """The conflicts of the event; each of its sessions, asked alone, has those that it is part of."""
    whole = [_told(one) for one in await reading.of_event(event)]
    alone: set[tuple[Any, ...]] = set()
    for session in await Session.filter(event_id=event.id):
        alone |= {_unordered(_told(one)) for one in await reading.of_session(event, session)}
    assert alone == {_unordered(one) for one in whole}
    return whole


def _told(one: Conflict) -> tuple[Any, ...]:
    other = one.other.title["en"] if one.other else None
    return one.kind, one.session.title["en"], other, one.about["en"] if one.about else ""


def _unordered(told: tuple[Any, ...]) -> tuple[Any, ...]:
    return told[0], frozenset(told[1:3]), told[3]


async def test_a_clean_agenda_has_none(database: None) -> None:
    event, room = await make_event(), await make_room()
    await make_placed(event, "One", room=room)
    await make_placed(event, "Two", room=room, starts_at=event.starts_at + HOUR)
    assert await found(event) == []


async def test_a_room_used_twice_also_where_a_session_is_only_shown(database: None) -> None:
    event, room, other = await make_event(), await make_room("main"), await make_room("side")
    await make_placed(event, "One", room=room)
    two = await make_session(event, "Two")
    later = event.starts_at + HOUR / 2
    shared = Placement(later, later + HOUR, other.id, is_exclusive=False, more_room_ids=(room.id,))
    await place.place(two, shared)
    assert await found(event) == [(ConflictKind.ROOM_TWICE, "Two", "One", "Hall main")]


async def test_a_room_that_another_event_has(database: None) -> None:
    event, room = await make_event(), await make_room("main")
    await book(room.id, event.starts_at, event.starts_at + HOUR, holder="party:1")
    one = await make_session(event, "One")
    await place.place(
        one, Placement(event.starts_at, event.starts_at + HOUR, room.id, is_exclusive=False)
    )
    assert await found(event) == [(ConflictKind.ROOM_TWICE, "One", "something else", "Hall main")]


async def test_a_room_that_is_closed(database: None) -> None:
    event, room = await make_event(), await make_room("main")
    await open_at(room, [(event.starts_at + HOUR, event.starts_at + 2 * HOUR)])
    await make_placed(event, "Early", room=room)
    await make_placed(event, "Open", room=room, starts_at=event.starts_at + HOUR)
    assert await found(event) == [(ConflictKind.ROOM_CLOSED, "Early", None, "Hall main")]


async def test_a_speaker_who_presents_twice(database: None) -> None:
    event, ada = await make_event(), await make_speaker()
    for title in ("One", "Two"):
        session = await make_session(event, title, speaker_ids=(ada.id,))
        await Engagement.all().update(is_exclusive=False)  # as an import leaves it
        await place.place(session, Placement(event.starts_at, event.starts_at + HOUR))
    assert await found(event) == [(ConflictKind.SPEAKER_TWICE, "Two", "One", "Ada Lovelace")]


async def test_a_speaker_who_is_not_there_or_would_rather_come_later(database: None) -> None:
    event, ada = await make_event(), await make_speaker()
    there = event.starts_at + HOUR
    await Availability.create(speaker=ada, starts_at=there, ends_at=there + 2 * HOUR)
    wish = {"starts_at": there + HOUR, "ends_at": there + 2 * HOUR}
    await Availability.create(speaker=ada, strength=Strength.PREFERRED, **wish)
    for number, title in enumerate(["Away", "Unwilling", "Willing"]):
        await make_placed(
            event, title, speaker_ids=(ada.id,), starts_at=event.starts_at + number * HOUR
        )
    assert await found(event) == [
        (ConflictKind.SPEAKER_AWAY, "Away", None, "Ada Lovelace"),
        (ConflictKind.SPEAKER_UNWILLING, "Unwilling", None, "Ada Lovelace"),
    ]


async def test_a_way_between_two_venues_and_a_break(database: None) -> None:
    event, ada = await make_event(), await make_speaker()
    here, there = await make_venue(), await make_venue()
    await travel.say(here, there, 45)
    await AgendaRules.create(event=event, speaker_break_minutes=5)
    rooms = [await make_room(str(n), venue=v) for n, v in enumerate([here, there, there])]
    for number, room in enumerate(rooms):
        start = event.starts_at + number * HOUR
        await make_placed(event, str(number), room=room, starts_at=start, speaker_ids=(ada.id,))
    assert await found(event) == [
        (ConflictKind.WAY_TOO_LONG, "1", "0", "Ada Lovelace"),
        (ConflictKind.BREAK_TOO_SHORT, "2", "1", "Ada Lovelace"),
    ]


async def test_a_room_too_small_for_who_is_expected_or_has_starred(database: None) -> None:
    event, room, tiny = await make_event(), await make_room("small", capacity=40), await make_room("tiny", capacity=1)  # fmt: skip
    expected = await make_placed(event, "Full", room=room)
    await Session.filter(id=expected.id).update(extra={"expected": 41})
    await _star(event, [await make_placed(event, "Wanted", room=tiny)], readers=2)
    assert await found(event) == [
        (ConflictKind.ROOM_TOO_SMALL, "Full", None, "Hall small"),
        (ConflictKind.ROOM_TOO_SMALL, "Wanted", None, "Hall tiny"),
    ]


async def test_two_sessions_that_many_have_starred(database: None) -> None:
    event = await make_event()
    await AgendaRules.create(event=event, shared_stars=2)
    both = [await make_placed(event, title) for title in ("One", "Two")]
    await _star(event, both, readers=2)
    assert await found(event) == [(ConflictKind.STARRED_TOGETHER, "Two", "One", "")]


@pytest.mark.parametrize("vanish", [place.withdraw, place.unschedule])
async def test_what_does_not_take_place_is_nobody_s_conflict(database: None, vanish: Any) -> None:
    event = await make_event()
    gone = await make_placed(event, "Gone", starts_at=event.starts_at - 2 * HOUR)
    assert await found(event) == [(ConflictKind.OUTSIDE_EVENT, "Gone", None, "")]
    await vanish(gone)
    assert await found(event) == []


async def test_a_place_can_be_asked_about_before_it_is_taken(database: None) -> None:
    event, room, ada = await make_event(), await make_room("main"), await make_speaker()
    there = await make_placed(event, "There", room=room, speaker_ids=(ada.id,))
    asking = await make_session(event, "Asking", speaker_ids=(ada.id,))
    wanted = Placement(event.starts_at, event.starts_at + HOUR, room.id)
    asked = await reading.of_placement(event, asking, wanted)
    assert [_told(one) for one in asked] == [
        (ConflictKind.ROOM_TWICE, "Asking", "There", "Hall main"),
        (ConflictKind.SPEAKER_TWICE, "Asking", "There", "Ada Lovelace"),
    ]
    assert await reading.of_placement(event, there, wanted) == []


async def _star(event: Event, sessions: list[Session], *, readers: int) -> None:
    for number in range(readers):
        starred = await StarList.create(
            event=event, secret=f"s{number}", changed_at=event.starts_at
        )
        await Star.bulk_create(Star(star_list=starred, session=one) for one in sessions)
    fans.forget()
