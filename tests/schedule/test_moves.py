"""A move is taken back and done again by its author, unless somebody else has moved the session since."""

import asyncio
from typing import Any

import pytest

from events_svc.events.models import Event
from events_svc.schedule import content, moves, place
from events_svc.schedule.errors import (
    ChangedMeanwhile,
    MovedMeanwhile,
    NothingToRedo,
    NothingToUndo,
    RoomTakenBy,
)
from events_svc.schedule.hold import Placement
from events_svc.schedule.models import Session
from events_svc.schedule.plan_models import Move, SessionRoom
from tests.events.factories import make_event
from tests.schedule.factories import HOUR, make_placed, make_session
from tests.venues.factories import make_room
from venues.models import Booking

ANNA, BO = 1, 2


def at(event: Event, hours: float, room: int | None = None, **more: Any) -> Placement:
    start = event.starts_at + hours * HOUR
    return Placement(start, start + HOUR, room, **more)


async def hours(session: Session) -> float | None:
    """How long after the event's beginning the session begins."""
    now = await Session.get(id=session.id).select_related("event")
    return (now.starts_at - now.event.starts_at) / HOUR if now.starts_at else None


async def test_moves_are_undone_and_redone_in_their_order(database: None) -> None:
    event = await make_event()
    session = await make_session(event)
    for number in (0, 1, 2):
        await moves.move(session, at(event, number), by=ANNA)
    seen = []
    for step in (moves.undo, moves.undo, moves.undo, moves.redo, moves.redo, moves.redo):
        await step(event, ANNA)
        seen.append(await hours(session))
    assert seen == [1, 0, None, 0, 1, 2]
    assert await moves.possible(event, ANNA) == (True, False)


async def test_rooms_and_length_come_back_too(database: None) -> None:
    event, main, side = await make_event(), await make_room("a"), await make_room("b")
    session = await make_session(event)
    shown = at(event, 1, main.id, is_exclusive=False, more_room_ids=(side.id,))
    await moves.move(session, shown, by=ANNA)
    await moves.move(session, None, by=ANNA)
    assert await Booking.all().count() == 0
    await moves.undo(event, ANNA)
    booked = await Booking.all().order_by("room_id").values_list("room_id", "is_exclusive")
    assert [*booked] == [(main.id, False), (side.id, False)]
    assert await SessionRoom.all().values_list("room_id", flat=True) == [side.id]


async def test_a_new_move_forgets_what_was_undone(database: None) -> None:
    event = await make_event()
    session = await make_session(event)
    await moves.move(session, at(event, 1), by=ANNA)
    await moves.undo(event, ANNA)
    await moves.move(session, at(event, 2), by=ANNA)
    with pytest.raises(NothingToRedo):
        await moves.redo(event, ANNA)
    assert await hours(session) == 2


async def test_everybody_undoes_the_own_moves(database: None) -> None:
    event = await make_event()
    one, other = await make_session(event, "One"), await make_session(event, "Other")
    await moves.move(one, at(event, 1), by=ANNA)
    await moves.move(other, at(event, 2), by=BO)
    await moves.undo(event, ANNA)
    assert [await hours(one), await hours(other)] == [None, 2]
    with pytest.raises(NothingToUndo):
        await moves.undo(event, ANNA)


@pytest.mark.parametrize("cancel", [False, True])
async def test_what_somebody_else_has_changed_since_stays_and_is_said_once(
    database: None, cancel: bool
) -> None:
    event = await make_event()
    before, session = await make_session(event, "Before"), await make_session(event, "Moved")
    await moves.move(before, at(event, 4), by=ANNA)
    await moves.move(session, at(event, 1), by=ANNA)
    await (place.withdraw(session) if cancel else moves.move(session, at(event, 3), by=BO))
    with pytest.raises(MovedMeanwhile):
        await moves.undo(event, ANNA)
    assert await hours(session) == (1 if cancel else 3)
    await moves.undo(event, ANNA)
    assert await hours(before) is None


async def test_an_undo_into_a_room_that_is_taken_now_changes_nothing(database: None) -> None:
    event, room = await make_event(), await make_room()
    session = await make_placed(event, room=room)
    await moves.move(session, at(event, 3, room.id), by=ANNA)
    await make_placed(event, "Squatter", room=room)
    with pytest.raises(RoomTakenBy):
        await moves.undo(event, ANNA)
    assert await hours(session) == 3
    assert await moves.possible(event, ANNA) == (True, False)


async def test_a_move_to_where_it_stands_is_none(database: None) -> None:
    event = await make_event()
    session = await make_placed(event)
    await moves.move(session, at(event, 0), by=ANNA)
    assert await Move.all().count() == 0


async def test_of_two_who_move_at_once_one_is_told_and_nothing_is_lost(database: None) -> None:
    event = await make_event()
    session = await make_placed(event)
    seen = session.version
    results = await asyncio.gather(
        *(moves.move(session, at(event, n), by=n, seen=seen) for n in range(1, 9)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in results) == ["ChangedMeanwhile"] * 7 + ["NoneType"]
    (moved,) = await Move.all()
    assert await hours(session) == moved.user_id


async def test_every_change_raises_the_version(database: None) -> None:
    event = await make_event()
    session = await make_session(event)
    versions = []
    for change in (
        place.place(session, at(event, 1)),
        content.edit(session, content.Content({"en": "New"})),
        content.assign(session, []),
        content.settle(session, content.SessionState.DRAFT),
        place.unschedule(session),
        place.withdraw(session),
        place.reinstate(session),
    ):
        await change
        versions.append((await Session.get(id=session.id)).version)
    assert versions == [1, 2, 3, 4, 5, 6, 7]


async def test_a_text_that_was_changed_meanwhile_is_not_overwritten(database: None) -> None:
    event = await make_event()
    session = await make_session(event)
    await content.edit(session, content.Content({"en": "First"}), seen=session.version)
    with pytest.raises(ChangedMeanwhile):
        await content.edit(session, content.Content({"en": "Second"}), seen=session.version)
    assert (await Session.get(id=session.id)).title == {"en": "First"}
