"""Room, speakers and session change together, or not at all."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from events_svc.schedule import content, place
from events_svc.schedule.errors import NoLength, RoomTakenBy, SessionCancelled, SpeakerBusyWith
from events_svc.schedule.models import Session, SessionState
from events_svc.schedule.place import Placement
from speakers.models import Engagement
from tests.accounts.factories import make_organisation
from tests.events.factories import make_event
from tests.schedule.factories import HOUR, make_placed, make_session
from tests.speakers.factories import make_speaker
from tests.venues.factories import make_room, make_venue
from venues.models import Booking


async def standing(session: Session) -> tuple[Any, ...]:
    now = await Session.get(id=session.id)
    return now.room_id, now.starts_at, now.ends_at, now.state


async def held(session: Session) -> tuple[int, int]:
    """How many rooms and people the session holds."""
    holder = place.holder(session.id)
    return (
        await Booking.filter(holder=holder).count(),
        await Engagement.filter(holder=holder).count(),
    )


async def test_a_placed_session_holds_its_room_and_speakers(database: None) -> None:
    event, room, ada = await make_event(), await make_room(), await make_speaker()
    session = await make_placed(event, room=room, speaker_ids=(ada.id,))
    times = (event.starts_at, event.starts_at + HOUR)
    assert await standing(session) == (room.id, *times, SessionState.CONFIRMED)
    booking, engagement = await Booking.get(), await Engagement.get()
    assert (booking.room_id, booking.starts_at, booking.ends_at) == (room.id, *times)
    assert (engagement.speaker_id, engagement.starts_at, engagement.ends_at) == (ada.id, *times)


async def test_a_taken_room_is_refused_by_the_name_of_what_is_there(database: None) -> None:
    event, room = await make_event(), await make_room("main")
    await make_placed(event, "Opening", room=room)
    late = await make_session(event, "Keynote")

    start = event.starts_at + HOUR / 2
    with pytest.raises(RoomTakenBy) as refused:
        await place.place(late, Placement(start, start + HOUR, room.id))

    assert (refused.value.room["en"], refused.value.other["en"]) == ("Hall main", "Opening")
    assert refused.value.when.endswith("09:00–10:00")
    assert await standing(late) == (None, None, None, SessionState.CONFIRMED)
    assert await held(late) == (0, 0)


async def test_a_busy_speaker_is_refused_and_the_room_stays_free(database: None) -> None:
    event, ada = await make_event(), await make_speaker()
    venue = await make_venue()
    rooms = [await make_room(key, venue=venue) for key in "ab"]
    await make_placed(event, "Opening", room=rooms[0], speaker_ids=(ada.id,))
    late = await make_session(event, "Keynote", speaker_ids=(ada.id,))

    with pytest.raises(SpeakerBusyWith) as refused:
        await place.place(late, Placement(event.starts_at, event.starts_at + HOUR, rooms[1].id))

    assert (refused.value.speaker["en"], refused.value.other["en"]) == ("Ada Lovelace", "Opening")
    assert await held(late) == (0, 0)


async def test_another_organisation_s_session_is_not_named(database: None) -> None:
    room = await make_room()
    theirs = await make_event("theirs", organisation=await make_organisation("rival"))
    await make_placed(theirs, "Secret", room=room)
    ours = await make_event("ours")
    session = await make_session(ours)
    with pytest.raises(RoomTakenBy) as refused:
        await place.place(session, Placement(ours.starts_at, ours.starts_at + HOUR, room.id))
    assert refused.value.other["en"] == "something else"


async def test_a_session_moves_over_its_own_old_time(database: None) -> None:
    event, room, ada = await make_event(), await make_room(), await make_speaker()
    session = await make_placed(event, room=room, speaker_ids=(ada.id,))
    later = event.starts_at + HOUR / 2
    await place.place(session, Placement(later, later + HOUR, room.id))
    assert await standing(session) == (room.id, later, later + HOUR, SessionState.CONFIRMED)
    assert await held(session) == (1, 1)


async def test_a_refused_move_leaves_the_session_where_it_was(database: None) -> None:
    event, room = await make_event(), await make_room()
    first = await make_placed(event, "First", room=room)
    second = await make_placed(event, "Second", room=room, starts_at=event.starts_at + HOUR)
    before = await standing(second)

    with pytest.raises(RoomTakenBy):
        await place.place(second, Placement(event.starts_at, event.starts_at + HOUR, room.id))

    assert await standing(second) == before
    assert (await held(first), await held(second)) == ((1, 0), (1, 0))


async def test_posters_share_a_room(database: None) -> None:
    event, room = await make_event(), await make_room()
    times = (event.starts_at, event.starts_at + HOUR)
    for title in ("One", "Two"):
        session = await make_session(event, title)
        await place.place(session, Placement(*times, room.id, is_exclusive=False))
    assert await Booking.filter(room_id=room.id, is_exclusive=False).count() == 2


async def test_an_unscheduled_session_gives_everything_back(database: None) -> None:
    event, room, ada = await make_event(), await make_room(), await make_speaker()
    session = await make_placed(event, room=room, speaker_ids=(ada.id,))
    await place.unschedule(session)
    assert await standing(session) == (None, None, None, SessionState.CONFIRMED)
    assert await held(session) == (0, 0)


async def test_a_cancelled_session_gives_everything_back_and_is_not_placed(database: None) -> None:
    event, room, ada = await make_event(), await make_room(), await make_speaker()
    session = await make_placed(event, room=room, speaker_ids=(ada.id,))
    await place.withdraw(session)
    assert await held(session) == (0, 0)
    with pytest.raises(SessionCancelled):
        await place.place(session, Placement(event.starts_at, event.starts_at + HOUR))
    assert (await standing(session))[-1] is SessionState.CANCELLED


async def test_a_cancellation_is_taken_back_only_while_the_place_is_free(database: None) -> None:
    event, room = await make_event(), await make_room()
    session = await make_placed(event, "Opening", room=room)
    await place.withdraw(session)
    other = await make_placed(event, "Other", room=room)
    with pytest.raises(RoomTakenBy):
        await place.reinstate(session)
    assert (await standing(session))[-1] is SessionState.CANCELLED

    await place.unschedule(other)
    await place.reinstate(session)

    assert (await standing(session))[-1] is SessionState.CONFIRMED
    assert await held(session) == (1, 0)


async def test_a_speaker_who_is_added_is_taken_too(database: None) -> None:
    event, ada, grace = await make_event(), await make_speaker(), await make_speaker("Grace")
    first = await make_placed(event, "First", speaker_ids=(ada.id,))
    second = await make_placed(event, "Second", speaker_ids=(grace.id,))

    with pytest.raises(SpeakerBusyWith):
        await content.assign(second, [grace.id, ada.id])
    assert (await held(first), await held(second)) == ((0, 1), (0, 1))

    await content.assign(first, [])
    await content.assign(second, [ada.id, grace.id])
    assert (await held(first), await held(second)) == ((0, 0), (0, 2))


def test_a_session_has_a_length_of_at_most_two_weeks() -> None:
    nine = datetime(2026, 8, 26, 9, tzinfo=UTC)
    for end in (nine, nine - HOUR, nine + 15 * 24 * HOUR):
        with pytest.raises(NoLength):
            Placement(nine, end)


async def test_of_twenty_at_once_one_session_gets_room_and_speaker(database: None) -> None:
    event, room, ada = await make_event(), await make_room(), await make_speaker()
    sessions = [await make_session(event, f"S{n}", speaker_ids=(ada.id,)) for n in range(20)]
    wish = Placement(event.starts_at, event.starts_at + HOUR, room.id)
    results = await asyncio.gather(
        *(place.place(session, wish) for session in sessions), return_exceptions=True
    )
    names = sorted(type(result).__name__ for result in results)
    assert names == ["NoneType"] + ["RoomTakenBy"] * 19
    assert (await Booking.all().count(), await Engagement.all().count()) == (1, 1)
    assert await Session.filter(starts_at__isnull=False).count() == 1
