"""The random salt of each day: made once for all processes, destroyed after 48 hours, without a trace.

A salt lies in a table of its own. On PostgreSQL that table is UNLOGGED, so that no salt ever stands in the
write-ahead log, an archive of it, a replica, or `pg_dump`; and it is written anew without those that are
over, because a deleted row stays in its page. On SQLite what is deleted is overwritten, and the write-ahead
log cut off. Should PostgreSQL fail and empty the table, the processes put back what they know.
"""

import asyncio
import secrets
from datetime import UTC, date, datetime, timedelta

from events_svc import clock
from events_svc.database import connection, execute, in_transaction, is_postgres
from events_svc.stats.errors import SaltDestroyed
from events_svc.stats.models import Salt, SaltValue

KEPT_FOR = timedelta(hours=48)

_known: dict[date, bytes] = {}


def known(day: date) -> bytes | None:
    """The salt of the day, if this process has read it already."""
    return _known.get(day)


async def of_day(day: date) -> bytes:
    """The salt of the day, the same in every process; raises SaltDestroyed when its time is over."""
    now = clock.now()
    if is_over(day, now) or await Salt.exists(day=day, destroyed_at__not_isnull=True):
        raise SaltDestroyed(day)
    found = await SaltValue.get_or_none(day=day) or await _put(day, secrets.token_bytes(32))
    _drop_over(now)
    _known[day] = bytes(found.value)
    left = datetime.combine(day, datetime.min.time(), UTC) + KEPT_FOR - now
    asyncio.get_running_loop().call_later(left.total_seconds(), _known.pop, day, None)
    return _known[day]


async def put_back() -> None:
    """Write what this process knows where it is missing: a database that failed has lost its salts."""
    for day, value in [*_known.items()]:
        await _put(day, value)


async def _put(day: date, value: bytes) -> SaltValue:
    """The salt that stands there; ours, if we are the first."""
    async with in_transaction():
        await execute(
            "INSERT INTO salt (day, destroyed_at) VALUES ($1, NULL) ON CONFLICT (day) DO NOTHING",
            [day],
        )
        await execute(
            "INSERT INTO salt_value (day, value) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING",
            [day, value],
        )
    return await SaltValue.get(day=day)


async def destroy_old() -> int:
    """Destroy the salts whose 48 hours are over: from then on no key of theirs can be made again."""
    now = clock.now()
    _drop_over(now)
    if not is_postgres():
        await execute("PRAGMA secure_delete = ON")  # overwritten, not only forgotten
    async with in_transaction():
        count = await Salt.filter(day__lte=last_over(now), destroyed_at=None).update(
            destroyed_at=now
        )
        if count or await SaltValue.exists(day__lte=last_over(now)):
            await _write_anew(last_over(now))
    if not is_postgres():
        await connection().execute_script("PRAGMA wal_checkpoint(TRUNCATE)")
    return count


async def _write_anew(last: date) -> None:
    """The table with the salts after `last` alone, on PostgreSQL in another file."""
    if not is_postgres():
        await SaltValue.filter(day__lte=last).delete()
        return
    await execute("LOCK TABLE salt_value IN ACCESS EXCLUSIVE MODE")
    kept = await SaltValue.filter(day__gt=last)
    await execute("TRUNCATE salt_value")
    await SaltValue.bulk_create(kept)


def is_over(day: date, now: datetime) -> bool:
    """Whether 48 hours have passed since the day (UTC) began."""
    return day <= last_over(now)


def last_over(now: datetime) -> date:
    """The last day whose salt must be gone by now."""
    return (now - KEPT_FOR).date()


def forget() -> None:
    """Drop what this process keeps; the next beat reads the database."""
    _known.clear()


def _drop_over(now: datetime) -> None:
    for day in [kept for kept in _known if is_over(kept, now)]:
        del _known[day]
