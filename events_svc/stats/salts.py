"""The random salt of each day: made once for all processes, destroyed after 48 hours."""

import secrets
from datetime import date, datetime, timedelta

from tortoise.exceptions import IntegrityError

from events_svc import clock
from events_svc.database import execute, in_transaction, is_postgres
from events_svc.stats.errors import SaltDestroyed
from events_svc.stats.models import Salt

KEPT_FOR = timedelta(hours=48)

_known: dict[date, bytes] = {}


def known(day: date) -> bytes | None:
    """The salt of the day, if this process has read it already."""
    return _known.get(day)


async def of_day(day: date) -> bytes:
    """The salt of the day, the same in every process; raises SaltDestroyed when its time is over."""
    salt = await Salt.get_or_none(day=day) or await _made(day)
    if salt.value is None:
        raise SaltDestroyed(day)
    for old in [kept for kept in _known if is_over(kept, clock.now())]:
        del _known[old]
    _known[day] = bytes(salt.value)
    return _known[day]


async def _made(day: date) -> Salt:
    try:
        async with in_transaction():
            return await Salt.create(day=day, value=secrets.token_bytes(32))
    except IntegrityError:  # another process was first: its salt is ours
        return await Salt.get(day=day)


async def destroy_old() -> int:
    """Destroy the salts whose 48 hours are over: from then on no key of theirs can be made again."""
    now = clock.now()
    for day in [kept for kept in _known if is_over(kept, now)]:
        del _known[day]
    if not is_postgres():
        await execute("PRAGMA secure_delete = ON")  # overwritten, not only forgotten
    due = Salt.filter(day__lte=_last_over(now), destroyed_at=None)
    return await due.update(value=None, destroyed_at=now)


def is_over(day: date, now: datetime) -> bool:
    """Whether 48 hours have passed since the day (UTC) began."""
    return day <= _last_over(now)


def _last_over(now: datetime) -> date:
    return (now - KEPT_FOR).date()


def forget() -> None:
    """Drop what this process keeps; the next beat reads the database."""
    _known.clear()
