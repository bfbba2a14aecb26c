"""Write what a commit changed, in the very transaction that changed it, so that a mark may pass over it.

**Why a lock.** Ids are given when a row is inserted and seen when its transaction commits. Without more,
number 8 may be seen before number 7; a mark set to 8 would lose 7. So whoever appends holds a lock until
its commit: ids become visible in their order. It is taken last, when no other lock is waited for any more.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from events_svc.database import execute, is_postgres
from events_svc.database.bulk import insert_all, insertion
from events_svc.database.raw import Step
from events_svc.stats.rolling_models import WatchChange

_LOCK = 7_304_221_190  # any number that nobody else takes


async def in_order() -> None:
    """Wait until no other process is between its append and its commit. (SQLite has one writer anyway.)"""
    if is_postgres():
        await execute("SELECT pg_advisory_xact_lock($1)", [_LOCK])


async def append(records: Sequence[Mapping[str, Any]]) -> None:
    """Write down the changes of this transaction; `in_order` has been called in it."""
    await insert_all(WatchChange, records)


def steps(records: Sequence[Mapping[str, Any]]) -> list[Step]:
    """The same on SQLite, as a step of a transaction that has others."""
    return [insertion(WatchChange, records)] if records else []
