"""Forget everything: this hub was revoked, or its event is over. Files too hold nothing of it any more."""

from events_svc import clock
from events_svc.database import connection, execute, in_transaction, rows
from events_svc.hub import answers, aside
from events_svc.hub.models import AsideEntry, Holding, HubAnswer
from events_svc.hub.send import unsent

_NAMED = "SELECT name FROM sqlite_master WHERE type = '{kind}' ORDER BY name"


async def is_due(holding: Holding) -> bool:
    """Whether the event is over for a day, and the server knows of all that was decided here and of every
    answer: it has them, or lists them for people.
    """
    if holding.purge_at is None or clock.now() < holding.purge_at:
        return False
    is_told = not (await aside.are_open() or await answers.are_open())
    return is_told and await unsent(holding) == 0


async def everything(why: str) -> None:
    """Delete every row but the one that says why (SQLite alone: a hub has no other engine).

    The guards of the logs go with them, so that this database never serves again: another token begins
    another one. Deleted pages are overwritten, the journal is emptied.
    """
    await connection().execute_script("PRAGMA secure_delete = ON; PRAGMA foreign_keys = OFF;")
    for trigger in await rows(_NAMED.format(kind="trigger")):
        await execute(f'DROP TRIGGER "{trigger["name"]}"')
    async with in_transaction():
        answers_ = await HubAnswer.filter(told_at=None).count()
        entries = await _unknown_entries()
        for table in await _tables():
            await execute(f'DELETE FROM "{table}"')  # noqa: S608 a name of the catalogue
        await Holding.all().update(
            ended=why, cursor="", filled_at=None, lost_answers=answers_, lost_entries=entries
        )
    await connection().execute_script("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")


async def _unknown_entries() -> int:
    """How many entries of the log the server never heard of."""
    refused = await AsideEntry.filter(refused_at__not_isnull=True, told_at=None).count()
    return refused + sum([await unsent(one) for one in await Holding.all()])


async def _tables() -> list[str]:
    """All but the row that says why, the list of migrations, and the insides of full-text search."""
    kept = (Holding._meta.db_table, "tortoise_migrations", "recording_search")
    return [
        row["name"]
        for row in await rows(_NAMED.format(kind="table"))
        if not row["name"].startswith(kept)
    ]
