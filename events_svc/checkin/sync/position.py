"""Where a reader of a door's changes stands, so that going on from there misses nothing.

PostgreSQL gives ids before it commits: who reads up to the highest id misses what a slower transaction
commits with a lower one. So a change carries its transaction, and a reader goes on from the oldest
transaction that was still open while he read: what was finished before was seen, all else is told, some of
it twice. SQLite lets one write at a time: a change carries its turn. See docs/decisions/0037.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from events_svc import clock
from events_svc.checkin.sync.errors import SnapshotNeeded
from events_svc.checkin.sync.models import ChangeKind, DoorLife
from events_svc.database import is_postgres, rows

# The timeline tells a database that was taken back to an earlier moment.
_HERE_POSTGRES = """
SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) AS position,
  substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline"""
_HERE_SQLITE = """
SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'door_change'), 0) + 1 AS position,
  '' AS timeline"""

_CHANGED = """
SELECT DISTINCT kind, ticket_id FROM door_change
WHERE event_id = $1 AND position >= $2 AND ($3 = 0 OR checkin_list_id IS NULL OR checkin_list_id = $3)"""

# Of an event with a hundred lists the last changes may all be those of others: no more than these are read.
_LAST = """
SELECT MAX(CASE WHEN $2 = 0 OR checkin_list_id IS NULL OR checkin_list_id = $2 THEN position END) AS own,
  MIN(position) AS oldest
FROM (SELECT position, checkin_list_id FROM door_change WHERE event_id = $1
  ORDER BY position DESC LIMIT 500) AS latest"""

EVERY_LIST = 0


@dataclass(frozen=True, slots=True)
class Cursor:
    """All changes before `position` are known; positions of another `life` cannot be compared."""

    life: str
    position: int

    def __str__(self) -> str:
        return f"{self.life}.{self.position}"


@dataclass(frozen=True, slots=True)
class Changed:
    """What is not as it was at a cursor, and from where to go on."""

    ticket_ids: Collection[int]
    is_setting: bool
    cursor: Cursor


async def begin(event_id: int) -> None:
    """The changes of this event can be followed from now on; called before the snapshot is read."""
    if not await DoorLife.exists(event_id=event_id):
        life = DoorLife(event_id=event_id, life=secrets.token_hex(8), created_at=clock.now())
        await DoorLife.bulk_create([life], ignore_conflicts=True)


async def here(event_id: int) -> Cursor:
    """The cursor of what is read in this database `snapshot`; raises SnapshotNeeded before `begin`."""
    begun = await DoorLife.get_or_none(event_id=event_id)
    if begun is None:
        raise SnapshotNeeded
    (row,) = await rows(_HERE_POSTGRES if is_postgres() else _HERE_SQLITE)
    return Cursor(begun.life + row["timeline"], row["position"])


async def following(event_id: int, after: Cursor) -> Cursor:
    """The cursor of what is read in this database `snapshot` by who goes on from `after`.

    Raises SnapshotNeeded when `after` is of another life, or of a position that is still to come.
    """
    now = await here(event_id)
    if after.life != now.life or after.position > now.position:
        raise SnapshotNeeded
    return now


def read(cursor: str) -> Cursor:
    """What a client sent; raises SnapshotNeeded for what is none."""
    life, _, position = cursor.partition(".")
    if not (position.isascii() and position.isdecimal() and len(position) <= 18):
        raise SnapshotNeeded
    return Cursor(life, int(position))


async def changed(event_id: int, after: Cursor, *, list_id: int = EVERY_LIST) -> Changed:
    """What changed for this list since `after`, in the same database `snapshot` in which it is then read.

    Raises SnapshotNeeded when `after` is of another life, or everything is to be read again.
    """
    now = await following(event_id, after)
    found = await rows(_CHANGED, [event_id, after.position, list_id])
    kinds = {row["kind"] for row in found}
    if ChangeKind.ALL in kinds:
        raise SnapshotNeeded
    ids = {row["ticket_id"] for row in found if row["kind"] == ChangeKind.TICKET}
    return Changed(ids, ChangeKind.SETTING in kinds, now)


async def newest(event_id: int, *, list_id: int = EVERY_LIST) -> Cursor:
    """Who stands before this cursor may have something to read; who stands at it or after has not."""
    await begin(event_id)
    now = await here(event_id)
    (last,) = await rows(_LAST, [event_id, list_id])
    end = last["oldest"] if last["own"] is None else last["own"]
    return Cursor(now.life, 0 if end is None else end + 1)


def is_behind(cursor: str, end: Cursor) -> bool:
    """Whether there is something to read for who stands at `cursor`."""
    try:
        standing = read(cursor)
    except SnapshotNeeded:
        return True
    return standing.life != end.life or standing.position < end.position
