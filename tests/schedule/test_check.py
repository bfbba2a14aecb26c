"""The audit finds what must never be, and nothing else."""

from events_svc.schedule import place
from events_svc.schedule.check import broken
from events_svc.schedule.models import Appearance, Release, Session
from events_svc.schedule.release import release
from speakers.models import Engagement
from tests.events.factories import make_event
from tests.schedule.factories import HOUR, make_placed, make_session
from tests.speakers.factories import make_speaker
from tests.venues.factories import make_room
from venues.models import Booking


async def test_what_our_operations_did_is_whole(database: None) -> None:
    event, room, ada = await make_event(), await make_room(), await make_speaker()
    session = await make_placed(event, "One", room=room, speaker_ids=(ada.id,))
    later = event.starts_at + HOUR
    gone = await make_placed(event, "Gone", room=room, starts_at=later, speaker_ids=(ada.id,))
    await make_session(event, "Homeless", speaker_ids=(ada.id,))
    await release(event, {})
    await place.withdraw(gone)
    await place.place(session, place.Placement(later, later + HOUR, room.id))
    await release(event, {})
    assert await broken() == []


async def test_a_session_whose_room_or_speaker_was_lost_is_found(database: None) -> None:
    event, room, ada = await make_event(), await make_room(), await make_speaker()
    session = await make_placed(event, room=room, speaker_ids=(ada.id,))
    await Booking.all().delete()
    await Engagement.all().delete()
    assert await broken() == [
        f"session {session.id} is placed, but its room is not booked for it",
        f"session {session.id} is placed, but its speaker {ada.id} is not engaged for it",
    ]


async def test_a_further_room_that_a_session_does_not_hold_is_found(database: None) -> None:
    event, room, side = await make_event(), await make_room(), await make_room("side")
    session = await make_session(event)
    span = (event.starts_at, event.starts_at + HOUR)
    await place.place(session, place.Placement(*span, room.id, more_room_ids=(side.id,)))
    assert await broken() == []
    await Booking.filter(room_id=side.id).delete()
    assert await broken() == [
        f"session {session.id} is shown in room {side.id}, but does not hold it"
    ]


async def test_a_room_that_is_held_for_nothing_is_found(database: None) -> None:
    event, room = await make_event(), await make_room()
    session = await make_placed(event, room=room)
    await Session.filter(id=session.id).update(starts_at=None, ends_at=None, room_id=None)
    assert await broken() == [f"session:{session.id} holds a room without taking place"]
    assert await Appearance.all().count() == 0


async def test_a_release_that_lost_or_counted_back_a_session_is_found(database: None) -> None:
    event = await make_event()
    first, second = await make_placed(event, "One"), await make_placed(event, "Two")
    for moves in range(1, 4):
        start = event.starts_at + moves * HOUR
        await place.place(first, place.Placement(start, start + HOUR))
        made = await release(event, {})
    entry = next(one for one in made.entries if one["guid"] == str(first.guid))
    await Release.filter(id=made.id).update(entries=[{**entry, "sequence": 0}])
    assert await broken() == [
        f"release {made.id} has lost session {second.id}",
        f"release {made.id} counts session {first.id} back",
    ]
