"""Wait until all that was written before is behind every cursor."""

import asyncio

from events_svc.checkin.sync.models import DoorChange
from events_svc.database import is_postgres, rows

PATIENCE = 3000

_OLDEST = "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) AS open"


async def calm() -> None:
    """On PostgreSQL a transaction that is open anywhere in the server, also that of another test's database,
    lets changes be told twice; who counts them waits until there is none.
    """
    if not is_postgres():
        return
    last = await DoorChange.all().order_by("-position").first()
    for _ in range(PATIENCE):
        if last is None or (await rows(_OLDEST))[0]["open"] > last.position:
            return
        await asyncio.sleep(0.01)
    raise TimeoutError("a transaction of this server stays open")
