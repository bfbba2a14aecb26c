"""Wait until all that was written before is behind every cursor and every count.

On PostgreSQL a transaction that is open anywhere in the server, also that of another test's database, lets
changes be told twice and entries be counted later; who looks at what was told waits until there is none.
"""

import asyncio

from events_svc.checkin.sync.models import DoorChange
from events_svc.database import is_postgres, rows

PATIENCE = 3000

_OLDEST = "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) AS open"


async def calm() -> None:
    """Wait until every change of a door is told once."""
    if is_postgres() and (last := await DoorChange.all().order_by("-position").first()):
        await over(last.position)


async def over(transaction: int) -> None:
    """Wait until PostgreSQL has no open transaction up to this one."""
    for _ in range(PATIENCE):
        if (await rows(_OLDEST))[0]["open"] > transaction:
            return
        await asyncio.sleep(0.01)
    raise TimeoutError("a transaction of this server stays open")
