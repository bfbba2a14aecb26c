"""Hosts that are asked: one asks at a time, and a host that fails rests; kept in the database.

`free_at` is lock, pace and circuit in one: taking the turn moves it by a conditional update. A worker that
is killed while it asks leaves the host resting for HOLD, and nothing else.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_new
from events_svc.outbox.enqueue import enqueue
from events_svc.stats import pace
from events_svc.stats.heard import Banned, Limited, Trouble
from events_svc.stats.reading_models import PlatformHost, ReadingPlan

HOLD = timedelta(minutes=1)  # longer than any request takes
CALL_AGAIN = timedelta(minutes=1)  # a job that was lost is written again


async def take_turn(name: str) -> bool:
    """Whether the caller may ask the host now, alone, for at most HOLD."""
    now = clock.now()
    free = PlatformHost.filter(name=name, free_at__lte=now)
    return bool(await free.update(free_at=now + HOLD))


async def has_failed(name: str) -> bool:
    """Whether the last request to the host was in vain."""
    return await PlatformHost.filter(name=name, failures__gt=0).exists()


async def went_well(name: str, gap: timedelta) -> None:
    """The host answered: its circuit is closed, and it is free again after `gap`."""
    await PlatformHost.filter(name=name).update(
        free_at=clock.now() + gap, failures=0, reason="", called_at=None
    )


async def let_go(name: str, gap: timedelta) -> None:
    """Nothing was asked, or nothing that says anything of the host."""
    await PlatformHost.filter(name=name).update(free_at=clock.now() + gap, called_at=None)


async def failed(name: str, trouble: Trouble, share: float) -> None:
    """The host did not answer: it rests, the longer the more often; from three failures on it is open."""
    host = await PlatformHost.get(name=name)
    failures = host.failures + 1
    if isinstance(trouble, Banned):
        rest = pace.BANNED_FOR
    else:
        asked_for = trouble.pause if isinstance(trouble, Limited) else None
        rest = pace.rest_of_host(failures, asked_for)
    rest = pace.jittered(rest, abs(share), floor=timedelta(0))
    await PlatformHost.filter(name=name).update(
        free_at=clock.now() + rest, failures=failures, reason=trouble.reason, called_at=None
    )


async def call_due() -> list[str]:
    """Write a job for every free host of which something is due; the names of those hosts."""
    now = clock.now()
    due = ReadingPlan.filter(due_at__lte=now, source__retired_at=None)
    names = sorted({row["host"] for row in await due.distinct().values("host")})
    called = []
    async with in_transaction():
        await _introduce(names, now)
        for name in names:
            idle = PlatformHost.filter(name=name, free_at__lte=now)
            if await idle.filter(called_at=None).update(called_at=now) or await idle.filter(
                called_at__lt=now - CALL_AGAIN
            ).update(called_at=now):
                await enqueue("counters.read", host=name)
                called.append(name)
    return called


async def resting() -> list[PlatformHost]:
    """The hosts that failed and are not asked now."""
    return await PlatformHost.filter(failures__gt=0, free_at__gt=clock.now()).order_by("name")


async def _introduce(names: Sequence[str], now: datetime) -> None:
    known = {row["name"] for row in await PlatformHost.filter(name__in=names).values("name")}
    fresh = [
        {"name": name, "free_at": now, "failures": 0, "reason": ""}
        for name in names
        if name not in known
    ]
    await insert_new(PlatformHost, fresh, returning=("name",))
