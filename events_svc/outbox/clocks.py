"""Clocks: something that is done every so often, by one worker at a time, and not twice after a gap."""

from datetime import timedelta

from tortoise.exceptions import IntegrityError

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.outbox.models import ClockRun


async def take_turn(name: str, every: timedelta) -> bool:
    """Whether the caller shall run the clock now; its row then says when it is due again."""
    now = clock.now()
    due = ClockRun.filter(name=name, due_at__lte=now)
    if await due.update(due_at=now + every, ran_at=now):
        return True
    if await ClockRun.exists(name=name):
        return False
    try:
        async with in_transaction():
            await ClockRun.create(name=name, due_at=now + every, ran_at=now)
    except IntegrityError:
        return False  # another worker was first
    return True
