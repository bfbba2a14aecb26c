"""One world for the table of accesses: built once, copied, put back after each change.

Copies are tables of their own beside the real ones: putting back 60 tables takes some 20 ms on either
engine, building the world anew would take seconds.
"""

import asyncio
import sqlite3
from pathlib import Path

import asyncpg

from events_svc.config import Settings
from tests.conftest import KEPT


class Copy:
    """The rows of all tables at one moment."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.kept = folder / "world.sqlite3"

    async def take(self) -> None:
        """Remember the rows as they are."""
        if self.settings.is_postgres:
            await self._run_postgres(_TAKE)
        else:
            await asyncio.to_thread(self._take_sqlite)

    async def put_back(self) -> None:
        """Give every table the rows it had."""
        if self.settings.is_postgres:
            await self._run_postgres(_PUT_BACK)
        else:
            await asyncio.to_thread(self._put_back_sqlite)

    async def forget(self) -> None:
        """Leave nothing behind in the database of the run."""
        if self.settings.is_postgres:
            await self._run_postgres(_FORGET)

    async def _run_postgres(self, template: str) -> None:
        connection = await asyncpg.connect(self.settings.database_url)
        try:
            await connection.execute(template)
        finally:
            await connection.close()

    def _take_sqlite(self) -> None:
        self.kept.unlink(missing_ok=True)
        connection = self._connected()
        connection.execute("VACUUM INTO ?", [str(self.kept)])
        connection.close()

    def _put_back_sqlite(self) -> None:
        connection = self._connected()
        connection.execute("ATTACH ? AS kept", [str(self.kept)])
        connection.execute("BEGIN IMMEDIATE")
        for name in _tables(connection):
            connection.execute(f'DELETE FROM main."{name}"')
            connection.execute(f'INSERT INTO main."{name}" SELECT * FROM kept."{name}"')
        connection.execute("COMMIT")
        connection.close()

    def _connected(self) -> sqlite3.Connection:
        path = self.settings.database_url.removeprefix("sqlite://")
        connection = sqlite3.connect(path, isolation_level=None, timeout=10)
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA foreign_keys=OFF")
        return connection


def _tables(connection: sqlite3.Connection) -> list[str]:
    """All tables but those that triggers fill, which follow by themselves."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    kept_out = ("sqlite_", "recording_search")
    return [name for (name,) in found if name not in KEPT and not name.startswith(kept_out)]


_EACH_TABLE = """
DO $do$ DECLARE one text;
BEGIN
  SET LOCAL session_replication_role = replica;
  SET LOCAL synchronous_commit = off;
  {before}
  FOR one IN
    SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND NOT tablename = ANY ('{kept}')
  LOOP {each} END LOOP;
END $do$"""
_KEPT = "{" + ",".join(KEPT) + "}"
_TAKE = _EACH_TABLE.format(
    kept=_KEPT,
    before="DROP SCHEMA IF EXISTS copy CASCADE; CREATE SCHEMA copy;",
    each="EXECUTE format('CREATE TABLE copy.%I AS TABLE public.%I', one, one);",
)
_PUT_BACK = _EACH_TABLE.format(
    kept=_KEPT,
    before="",
    each="""
      EXECUTE format('DELETE FROM public.%I', one);
      EXECUTE format('INSERT INTO public.%I SELECT * FROM copy.%I', one, one);""",
)
_FORGET = "DROP SCHEMA IF EXISTS copy CASCADE"
