"""Give a session its room and time, take them away, cancel it, take the cancellation back.

Room, speakers and session change in one transaction: all, or nothing. `seen` is the version that its
editor has looked at: who comes second raises ChangedMeanwhile, and overwrites nobody.
"""

from datetime import UTC, timedelta

from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.schedule.errors import SessionCancelled
from events_svc.schedule.hold import Placement, give_back, held, holder, take
from events_svc.schedule.lock import change, locked
from events_svc.schedule.models import Session, SessionState
from events_svc.schedule.plan_models import SessionRoom

__all__ = ["Placement", "holder", "place", "put", "reinstate", "unschedule", "withdraw"]


async def place(session: Session, placement: Placement, *, seen: int | None = None) -> None:
    """The session takes place there and then; its former rooms and time are free again.

    Raises RoomTakenBy, SpeakerBusyWith, SessionCancelled, ChangedMeanwhile; then nothing has changed.
    """
    async with in_transaction():
        await put(await locked(session, seen=seen), placement)


async def unschedule(session: Session, *, seen: int | None = None) -> None:
    """The session stands in the agenda without rooms and time, which are free again."""
    async with in_transaction():
        await put(await locked(session, seen=seen), None)


async def put(session: Session, placement: Placement | None) -> None:
    """Place a session that is locked already, or take its place away; see `place`, `unschedule`."""
    if placement is None:
        await give_back(session)
        await SessionRoom.filter(session_id=session.id).delete()
        await change(session, room_id=None, starts_at=None, ends_at=None)
        await _record("session.unscheduled", session)
        return
    if session.state is SessionState.CANCELLED:
        raise SessionCancelled
    await take(session, placement)
    await _show_in(session, placement)
    await change(
        session,
        room_id=placement.room_id,
        starts_at=placement.starts_at.astimezone(UTC),
        ends_at=placement.ends_at.astimezone(UTC),
        minutes=max(1, (placement.ends_at - placement.starts_at) // timedelta(minutes=1)),
        shares_room=not placement.is_exclusive,
    )
    await _record("session.placed", session, starts_at=placement.starts_at.isoformat())


async def withdraw(session: Session) -> None:
    """The session is cancelled; its rooms and its speakers are free again."""
    async with in_transaction():
        session = await locked(session)
        if session.state is SessionState.CANCELLED:
            return
        await give_back(session)
        await change(session, state=SessionState.CANCELLED)
        await _record("session.withdrawn", session)


async def reinstate(session: Session) -> None:
    """A cancelled session is confirmed again, at its old place and time when it had one.

    Raises RoomTakenBy and SpeakerBusyWith when somebody else has them now.
    """
    async with in_transaction():
        session = await locked(session)
        if session.state is not SessionState.CANCELLED:
            return
        if session.starts_at and session.ends_at:
            await take(session, await held(session))
        await change(session, state=SessionState.CONFIRMED)
        await _record("session.reinstated", session)


async def _show_in(session: Session, placement: Placement) -> None:
    """The session is shown in these further rooms and no others."""
    await SessionRoom.filter(session_id=session.id).delete()
    await SessionRoom.bulk_create(
        SessionRoom(session_id=session.id, room_id=room) for room in placement.further_ids
    )


async def _record(action: str, session: Session, **detail: str) -> None:
    event = session.event
    await audit.record(
        action,
        holder(session.id),
        event_id=event.id,
        organisation_id=event.organisation_id,
        code=session.code,
        **detail,
    )
