"""What is wrong with a working agenda is listed."""

from datetime import timedelta

from events_svc.schedule import conflicts, content, place
from events_svc.schedule.conflicts import ConflictKind
from events_svc.schedule.models import Session
from events_svc.schedule.place import Placement
from speakers.models import Availability, Engagement
from tests.events.factories import make_event
from tests.schedule.factories import HOUR, make_placed, make_session
from tests.speakers.factories import make_speaker
from tests.venues.factories import make_room


async def found(event) -> list[tuple[str, str, str | None, str]]:  # type: ignore[no-untyped-def]
    return [
        (
            one.kind,
            one.session["title"]["en"],
            one.other["title"]["en"] if one.other else None,
            one.about["en"] if one.about else "",
        )
        for one in await conflicts.of_event(event)
    ]


async def test_a_clean_agenda_has_none(database: None) -> None:
    event, room = await make_event(), await make_room()
    await make_placed(event, "One", room=room)
    await make_placed(event, "Two", room=room, starts_at=event.starts_at + HOUR)
    assert await found(event) == []


async def test_a_room_used_twice(database: None) -> None:
    event, room = await make_event(), await make_room("main")
    await make_placed(event, "One", room=room)
    two = await make_session(event, "Two")
    later = event.starts_at + HOUR / 2
    await place.place(two, Placement(later, later + HOUR, room.id, is_exclusive=False))
    assert await found(event) == [(ConflictKind.ROOM_TWICE, "Two", "One", "Hall main")]


async def test_a_speaker_who_presents_twice(database: None) -> None:
    event, ada = await make_event(), await make_speaker()
    for title in ("One", "Two"):
        session = await make_session(event, title, speaker_ids=(ada.id,))
        await Engagement.all().update(is_exclusive=False)  # as an import leaves it
        await place.place(session, Placement(event.starts_at, event.starts_at + HOUR))
    assert await found(event) == [(ConflictKind.SPEAKER_TWICE, "Two", "One", "Ada Lovelace")]


async def test_a_session_outside_of_the_event(database: None) -> None:
    event = await make_event()
    await make_placed(event, "Early", starts_at=event.starts_at - HOUR / 2)
    assert await found(event) == [(ConflictKind.OUTSIDE_EVENT, "Early", None, "")]


async def test_a_speaker_who_is_not_there(database: None) -> None:
    event, ada = await make_event(), await make_speaker()
    there = event.starts_at + HOUR
    await Availability.create(speaker=ada, starts_at=there, ends_at=there + HOUR)
    await make_placed(event, "Away", speaker_ids=(ada.id,))
    await make_placed(event, "There", speaker_ids=(ada.id,), starts_at=there)
    assert await found(event) == [(ConflictKind.SPEAKER_AWAY, "Away", None, "Ada Lovelace")]


async def test_a_room_too_small_for_who_is_expected(database: None) -> None:
    event, room = await make_event(), await make_room("small", capacity=40)
    session = await make_placed(event, "Full", room=room)
    await Session.filter(id=session.id).update(extra={"expected": 41})
    assert await found(event) == [(ConflictKind.ROOM_TOO_SMALL, "Full", None, "Hall small")]


async def test_drafts_and_cancelled_sessions_are_nobody_s_conflict(database: None) -> None:
    event = await make_event()
    before = event.starts_at - timedelta(hours=2)
    await place.withdraw(await make_placed(event, "Gone", starts_at=before))
    draft = await make_placed(event, "Draft", starts_at=before)
    await content.settle(draft, content.SessionState.DRAFT)
    assert await found(event) == []
