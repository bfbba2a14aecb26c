"""Forget everything: this hub was revoked, or its event is over. Files too hold nothing of it any more."""

from events_svc import clock
from events_svc.database import connection, execute, in_transaction, rows
from events_svc.hub.models import Holding, HubAnswer
from events_svc.hub.send import unsent

_NAMED = "SELECT name FROM sqlite_master WHERE type = '{kind}' ORDER BY name"


async def is_due(holding: Holding) -> bool:
    """Whether the event is over for a day and the server has all that was decided here."""
    if holding.purge_at is None or clock.now() < holding.purge_at:
        return False
    return await unsent(holding) == 0 and not await HubAnswer.filter(refused="").exists()


async def everything(why: str) -> None:
    """Delete every row but the one that says why (SQLite alone: a hub has no other engine).

    The guards of the logs go with them, so that this database never serves again: another token begins
    another one. Deleted pages are overwritten, the journal is emptied.
    """
    await connection().execute_script("PRAGMA secure_delete = ON; PRAGMA foreign_keys = OFF;")
    for trigger in await rows(_NAMED.format(kind="trigger")):
        await execute(f'DROP TRIGGER "{trigger["name"]}"')
    async with in_transaction():
        for table in await _tables():
            await execute(f'DELETE FROM "{table}"')  # noqa: S608 a name of the catalogue
        await Holding.all().update(ended=why, cursor="", filled_at=None)
    await connection().execute_script("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")


async def _tables() -> list[str]:
    """All but the row that says why, the list of migrations, and the insides of full-text search."""
    kept = (Holding._meta.db_table, "tortoise_migrations", "recording_search")
    return [
        row["name"]
        for row in await rows(_NAMED.format(kind="table"))
        if not row["name"].startswith(kept)
    ]
