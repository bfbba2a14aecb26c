"""The database as commands want it: reachable and up to date, else one clear line."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asyncpg import PostgresError
from tortoise.exceptions import BaseORMException

from events_svc.commands.errors import CommandFailed
from events_svc.config import Settings
from events_svc.database import connected, rows
from events_svc.database.pending import pending


@asynccontextmanager
async def reached(settings: Settings) -> AsyncIterator[None]:
    """The ORM connected to a database that answers, or CommandFailed."""
    async with connected(settings):
        await _ask()
        yield


@asynccontextmanager
async def up_to_date(settings: Settings) -> AsyncIterator[None]:
    """The same, of a database that lacks no migration."""
    async with reached(settings):
        if missing := await pending():
            raise CommandFailed(
                f"The database lacks {', '.join(missing)}: run `events-svc migrate`."
            )
        yield


async def _ask() -> None:
    try:
        await rows("SELECT 1")
    except (OSError, sqlite3.Error, PostgresError, BaseORMException) as error:
        raise CommandFailed(f"The database cannot be reached: {error}") from error
