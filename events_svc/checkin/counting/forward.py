"""Count an event's log forward: what is settled is added to the counts, and not read again by any page."""

from datetime import timedelta

from events_svc import clock
from events_svc.checkin.counting import moved
from events_svc.checkin.counting.models import DoorCount, DoorCrowd, DoorMinute, DoorStanding
from events_svc.checkin.counting.moved import Stretch
from events_svc.database import execute, in_transaction, is_postgres, prefer_indexes, rows
from events_svc.database.bulk import insert_new

AT_ONCE = 2_000  # entries, in one transaction: on SQLite a scan waits for it
AT_ONCE_ON_POSTGRES = 100_000  # where none waits, and a third of the work is done
SETTLING = timedelta(seconds=5)  # a transaction has an id of its own long before

_BEHIND = """
SELECT e.id FROM event e LEFT JOIN door_count c ON c.event_id = e.id
WHERE (SELECT MAX(s.id) FROM scan s WHERE s.event_id = e.id) > COALESCE(c.mark, 0) ORDER BY e.id"""

_LAST = "SELECT COALESCE(MAX(id), 0) AS last FROM scan WHERE event_id = $1"

_CUT = """
SELECT id FROM scan WHERE event_id = $1 AND id > $2 AND id <= $3 ORDER BY id LIMIT 1 OFFSET $4"""

_TRANSACTIONS = """
SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) AS oldest,
  CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT) AS next"""


async def forward_all() -> None:
    """Count all that is settled, of every event."""
    async with in_transaction():
        await prefer_indexes()
        behind = await rows(_BEHIND)
    for row in behind:
        while await forward(row["id"]):
            pass


async def forward(event_id: int) -> bool:
    """Count a piece of what is settled; whether there is more."""
    async with in_transaction():
        await prefer_indexes()
        count = await _locked(event_id)
        settled = await _settled(count)
        through = await _cut(Stretch(event_id, count.mark, settled))
        if through > count.mark:
            await _count(count, Stretch(event_id, count.mark, through))
        if is_postgres() and count.seen <= through:
            await _look(count)
    return through < settled


async def _locked(event_id: int) -> DoorCount:
    """Where the count stands, held until the commit; from the beginning where there is none."""
    if await insert_new(DoorCount, [{"event_id": event_id, "seen_at": clock.now(), **_BEGUN}]):
        for model in (DoorMinute, DoorCrowd, DoorStanding):
            await model.filter(event_id=event_id).delete()
    return await DoorCount.select_for_update().get(event_id=event_id)


_BEGUN = {"mark": 0, "seen": 0, "seen_before": 0}


async def _settled(count: DoorCount) -> int:
    """Up to which entry no other will come with a lower number.

    SQLite: all that is there, because one writes at a time. PostgreSQL: what was seen earlier, once every
    transaction of then is over.
    """
    if not is_postgres():
        return await _last(count.event_id)
    (now,) = await rows(_TRANSACTIONS)
    is_over = now["oldest"] >= count.seen_before and clock.now() - count.seen_at >= SETTLING
    return int(max(count.seen, count.mark) if is_over else count.mark)


async def _look(count: DoorCount) -> None:
    """What is there now is settled once all that is open now is over.

    In this order: whoever has a lower number than the last one has begun before the second question.
    """
    last = await _last(count.event_id)
    (now,) = await rows(_TRANSACTIONS)
    await DoorCount.filter(id=count.id).update(
        seen=last, seen_at=clock.now(), seen_before=now["next"]
    )


async def _last(event_id: int) -> int:
    (row,) = await rows(_LAST, [event_id])
    return int(row["last"])


async def _cut(stretch: Stretch) -> int:
    """The end of a piece of it that is counted at once."""
    most = AT_ONCE_ON_POSTGRES if is_postgres() else AT_ONCE
    found = await rows(_CUT, [*stretch.values, most - 1])
    return int(found[0]["id"]) if found else stretch.hi


async def _count(count: DoorCount, stretch: Stretch) -> None:
    await moved.count_minutes(stretch)
    before = await moved.kept_crowds(stretch)
    await moved.keep_standings(stretch)
    now = await moved.kept_crowds(stretch)  # not anew from the log, which may have grown
    for list_id, crowd in moved.moves(before, now).items():
        await execute(_ADD, [stretch.event_id, list_id, crowd.arrived, crowd.inside])
    await DoorCount.filter(id=count.id).update(mark=stretch.hi)


_ADD = """
INSERT INTO door_crowd (event_id, checkin_list_id, arrived, inside) VALUES ($1, $2, $3, $4)
ON CONFLICT (event_id, checkin_list_id) DO UPDATE SET
  arrived = door_crowd.arrived + excluded.arrived, inside = door_crowd.inside + excluded.inside"""
