"""Moves in the grid: each is recorded, and its author can take it back and do it again.

What one undoes is the last move of one's own that stands; a new move forgets what was undone before it.
A session that somebody else has moved since stays where it is: the move is set aside, and said so once.
"""

from datetime import datetime
from typing import Any

from tortoise.queryset import QuerySet

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.schedule import hold, place
from events_svc.schedule.errors import MovedMeanwhile, NothingToRedo, NothingToUndo
from events_svc.schedule.hold import Placement
from events_svc.schedule.lock import lock, locked
from events_svc.schedule.models import Session, SessionState
from events_svc.schedule.plan_models import Move


async def move(
    session: Session, placement: Placement | None, *, by: int | None, seen: int | None = None
) -> None:
    """The session takes place there and then, None: not at all yet; `by` whose id can take it back.

    See `place.place`. A move to where it stands already is none.
    """
    async with in_transaction():
        session = await locked(session, seen=seen)
        before = await _standing(session)
        if spot(placement) == before:
            return
        await place.put(session, placement)
        await Move.create(
            event_id=session.event_id,
            session_id=session.id,
            user_id=by,
            before=before,
            after=spot(placement),
            moved_at=clock.now(),
        )


async def undo(event: Event, user_id: int | None) -> Session:
    """The session that this person moved last is where it was before.

    Raises NothingToUndo; MovedMeanwhile when somebody else has moved it since; what `place.place` raises.
    """
    async with in_transaction():
        await lock(event.id)
        last = await _last(event, user_id)
        if last is None:
            raise NothingToUndo
        session = await _returned(last, since=last.after, to=last.before)
        if session is not None:
            await Move.filter(id=last.id).update(undone_at=clock.now())
    return session or await _refused(last)


async def redo(event: Event, user_id: int | None) -> Session:
    """The session whose move this person undid last is moved again. Raises NothingToRedo, else as `undo`."""
    async with in_transaction():
        await lock(event.id)
        undone = await _first_undone(event, user_id)
        if undone is None:
            raise NothingToRedo
        session = await _returned(undone, since=undone.before, to=undone.after)
        if session is not None:
            await Move.filter(id=undone.id).update(undone_at=None)
    return session or await _refused(undone)


async def possible(event: Event, user_id: int | None) -> tuple[bool, bool]:
    """Whether this person has something to undo, and something to redo."""
    last, undone = await _last(event, user_id), await _first_undone(event, user_id)
    return last is not None, undone is not None


def spot(placement: Placement | None) -> dict[str, Any] | None:
    """A placement as a move keeps it; None: without room and time."""
    if placement is None:
        return None
    return {
        "room_id": placement.room_id,
        "starts_at": placement.starts_at.timestamp(),
        "ends_at": placement.ends_at.timestamp(),
        "is_exclusive": placement.is_exclusive,
        "more_room_ids": sorted(placement.further_ids),
    }


def placement_of(kept: dict[str, Any] | None) -> Placement | None:
    """The placement that `spot` kept."""
    if kept is None:
        return None
    return Placement(
        datetime.fromtimestamp(kept["starts_at"], clock.now().tzinfo),
        datetime.fromtimestamp(kept["ends_at"], clock.now().tzinfo),
        kept["room_id"],
        is_exclusive=kept["is_exclusive"],
        more_room_ids=tuple(kept["more_room_ids"]),
    )


async def _standing(session: Session) -> dict[str, Any] | None:
    return spot(await hold.held(session)) if session.starts_at else None


async def _last(event: Event, user_id: int | None) -> Move | None:
    return await _own(event, user_id).filter(undone_at__isnull=True).order_by("-id").first()


async def _first_undone(event: Event, user_id: int | None) -> Move | None:
    last = await _last(event, user_id)
    undone = _own(event, user_id).filter(undone_at__isnull=False, id__gt=last.id if last else 0)
    return await undone.order_by("id").first()


def _own(event: Event, user_id: int | None) -> QuerySet[Move]:
    return Move.filter(event_id=event.id, user_id=user_id, overtaken_at__isnull=True)


async def _returned(
    move: Move, *, since: dict[str, Any] | None, to: dict[str, Any] | None
) -> Session | None:
    """The session, moved, when it still stands where the move left it; else the move is set aside."""
    session = await Session.get(id=move.session_id).select_related("event", "room")
    if session.state is SessionState.CANCELLED or await _standing(session) != since:
        await Move.filter(id=move.id).update(overtaken_at=clock.now())
        return None
    await place.put(session, placement_of(to))
    return await Session.get(id=move.session_id).select_related("event", "room", "track")


async def _refused(move: Move) -> Session:
    session = await Session.get(id=move.session_id)
    raise MovedMeanwhile(session.title)
