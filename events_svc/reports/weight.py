"""On how much a report stands: whether somebody can wait while it is read."""

from collections.abc import Collection

from events_svc.database import rows
from events_svc.database.at_once import among, listed
from events_svc.reports import inventory
from events_svc.reports.errors import TooManyRows
from events_svc.reports.inventory import Inventory
from events_svc.reports.scope import Scope
from events_svc.reports.tables import TABLES, Table

WAITED_FOR = 10_000  # rows, titles and links together; about a second of reading
ALL = 2**62


async def is_heavy(scope: Scope) -> bool:
    """Whether somebody would wait for long."""
    if await inventory.titles(scope) > WAITED_FOR:
        return True
    found = await inventory.take(scope)
    return _size(found) + await _rows(found, most=WAITED_FOR) > WAITED_FOR


async def refuse_heavy(scope: Scope) -> None:
    """Raise TooManyRows where somebody would wait for long."""
    if await is_heavy(scope):
        raise TooManyRows(WAITED_FOR)


async def rows_behind(scope: Scope) -> int:
    """How many rows the report would stand on."""
    return await _rows(await inventory.take(scope), most=ALL)


def _size(found: Inventory) -> int:
    """Events, titles and their links."""
    return len(found["events"]) + sum(1 + len(item["links"]) for item in found["items"])


async def _rows(found: Inventory, *, most: int) -> int:
    """The rows of what was found; not counted further than one more than `most`."""
    owners = {
        "source_id": [link["id"] for item in found["items"] for link in item["links"]],
        "event_id": [event["id"] for event in found["events"]],
    }
    count = 0
    for table in TABLES.values():
        if count <= most:
            count += await _some(table, owners[table.owner], most + 1 - count)
    return count


async def _some(table: Table, ids: Collection[int], most: int) -> int:
    chosen = f"AND {table.condition} " if table.condition else ""
    (row,) = await rows(
        f'SELECT COUNT(*) AS n FROM (SELECT 1 FROM "{table.name}" '  # noqa: S608 names of ours
        f"WHERE {table.owner} {among(1, 'BIGINT')} {chosen}LIMIT $2) AS part",
        [listed(ids), most],
    )
    return int(row["n"])
