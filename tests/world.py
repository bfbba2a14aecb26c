"""One world for the table of accesses: built once, copied, put back after each change.

Copies are tables of their own beside the real ones: putting them back takes some milliseconds on either
engine, building the world anew would take a second.
"""

import asyncio
import sqlite3
from pathlib import Path

from events_svc.config import Settings
from tests.emptying import careless, function, public_tables, tables_of

# Looking for what has changed takes a third of the time of putting back all that may have.
_CHANGED = """
SELECT '{0}' WHERE (SELECT count(*) FROM main."{0}") <> (SELECT count(*) FROM kept."{0}")
OR EXISTS (SELECT * FROM main."{0}" EXCEPT SELECT * FROM kept."{0}")
"""
# Rows are compared as text: not every type can be compared.
_PUTTING_BACK = """
IF (SELECT count(*) FROM public."{0}") <> (SELECT count(*) FROM copy."{0}") OR EXISTS
(SELECT one::text FROM public."{0}" one EXCEPT SELECT one::text FROM copy."{0}" one) THEN
DELETE FROM public."{0}";
INSERT INTO public."{0}" SELECT * FROM copy."{0}";
END IF;
"""


class Copy:
    """The rows of all tables at one moment."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.kept = folder / "world.sqlite3"

    async def take(self) -> None:
        """Remember the rows as they are."""
        if self.settings.is_postgres:
            await self._take_postgres()
        else:
            await asyncio.to_thread(self._take_sqlite)

    async def put_back(self) -> None:
        """Give every table the rows it had."""
        if self.settings.is_postgres:
            await self._put_back_postgres()
        else:
            await asyncio.to_thread(self._put_back_sqlite)

    async def forget(self) -> None:
        """Leave nothing behind in the database of the run."""
        if self.settings.is_postgres:
            await self._line.execute("DROP SCHEMA IF EXISTS copy CASCADE")
            await self._line.close()
        else:
            self._opened.close()

    async def _take_postgres(self) -> None:
        self._line = await careless(self.settings.database_url)
        await self._line.execute("DROP SCHEMA IF EXISTS copy CASCADE; CREATE SCHEMA copy")
        steps = []
        for name in await public_tables(self._line):
            await self._line.execute(f'CREATE TABLE copy."{name}" AS TABLE public."{name}"')
            steps.append(_PUTTING_BACK.format(name))
        self._putting_back = await function(self._line, "put_back", steps)

    async def _put_back_postgres(self) -> None:
        await self._putting_back.fetchval()

    def _take_sqlite(self) -> None:
        self.kept.unlink(missing_ok=True)
        path = self.settings.database_url.removeprefix("sqlite://")
        self._opened = sqlite3.connect(
            path, isolation_level=None, timeout=60, check_same_thread=False, cached_statements=500
        )
        self._opened.execute("PRAGMA synchronous=OFF")
        self._opened.execute("PRAGMA foreign_keys=OFF")
        self._opened.execute("VACUUM INTO ?", [str(self.kept)])
        self._opened.execute("ATTACH ? AS kept", [str(self.kept)])
        self._changed = " UNION ALL ".join(
            _CHANGED.format(name) for name in tables_of(self._opened)
        )

    def _put_back_sqlite(self) -> None:
        self._opened.execute("BEGIN IMMEDIATE")
        for (name,) in self._opened.execute(self._changed).fetchall():
            self._opened.execute(f'DELETE FROM main."{name}"')
            self._opened.execute(f'INSERT INTO main."{name}" SELECT * FROM kept."{name}"')
        self._opened.execute("COMMIT")
