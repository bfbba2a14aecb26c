"""A letter leaves: now, at a time, or so long before the event starts; called off while it waits."""

from datetime import datetime, timedelta
from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.models import EventState
from events_svc.letters.audience import reach
from events_svc.letters.errors import LetterGone, NobodyThere, TimePassed
from events_svc.letters.models import Letter, LetterState
from events_svc.letters.write import OPEN
from events_svc.outbox.enqueue import enqueue


async def send(letter: Letter) -> None:
    """It leaves at once, by the worker; NobodyThere when nobody would get it."""
    if not (await reach(letter)).people:
        raise NobodyThere
    async with in_transaction():
        await _move(letter.id, LetterState.SENDING, send_at=clock.now(), lead_minutes=None)
        await enqueue("letter.send", letter_id=letter.id)
        await _record("letter.sent", letter)


async def schedule(letter: Letter, at: datetime) -> None:
    """It leaves at `at`, to whoever belongs to the selection then."""
    if at <= clock.now():
        raise TimePassed
    async with in_transaction():
        await _move(letter.id, LetterState.SCHEDULED, send_at=at, lead_minutes=None)
        await _record("letter.scheduled", letter, at=at.isoformat())


async def remind(letter: Letter, lead: timedelta) -> None:
    """It leaves `lead` before the event starts, also when the event moves."""
    if (await letter.event).starts_at - lead <= clock.now():
        raise TimePassed
    minutes = int(lead.total_seconds()) // 60
    async with in_transaction():
        await _move(letter.id, LetterState.SCHEDULED, send_at=None, lead_minutes=minutes)
        await _record("letter.scheduled", letter, lead_minutes=minutes)


async def call_off(letter: Letter) -> None:
    """It does not leave any more; LetterGone when it has."""
    async with in_transaction():
        await _move(letter.id, LetterState.CANCELLED, ended_at=clock.now())
        await _record("letter.called_off", letter)


async def start_due() -> int:
    """Have those leave whose time has come; how many. A reminder of an event that was cancelled does not."""
    waiting = await Letter.filter(state=LetterState.SCHEDULED).select_related("event")
    started = 0
    for letter in waiting:
        if leaves_at(letter) <= clock.now():
            started += await _start(letter)
    return started


def leaves_at(letter: Letter) -> datetime:
    """When a scheduled letter leaves; its event is loaded."""
    if letter.lead_minutes is not None:
        starts_at: datetime = letter.event.starts_at
        return starts_at - timedelta(minutes=letter.lead_minutes)
    assert letter.send_at is not None
    return letter.send_at


async def _start(letter: Letter) -> int:
    is_void = letter.lead_minutes is not None and letter.event.state is EventState.CANCELLED
    async with in_transaction():
        own = Letter.filter(id=letter.id, state=LetterState.SCHEDULED)
        if is_void:
            await own.update(state=LetterState.CANCELLED, ended_at=clock.now())
        elif await own.update(state=LetterState.SENDING):
            await enqueue("letter.send", letter_id=letter.id)
            return 1
    return 0


async def _move(letter_id: int, state: LetterState, **columns: object) -> None:
    moved = await Letter.filter(id=letter_id, state__in=OPEN).update(state=state, **columns)
    if not moved:
        raise LetterGone


async def _record(action: str, letter: Letter, **detail: Any) -> None:
    await audit.record(action, f"letter:{letter.id}", event_id=letter.event_id, **detail)
