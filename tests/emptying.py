"""Tables without rows, and ids from one again, before each test.

Only what holds rows is touched: asking a hundred tables takes a tenth of a millisecond on SQLite and one on
PostgreSQL, emptying them all would take ten.
"""

import asyncio
import sqlite3
from functools import cache

from events_svc.config import Settings
from events_svc.database import connection, rows

KEPT = {"tortoise_migrations"}


async def empty(settings: Settings) -> None:
    """Leave no row in the database of the run."""
    if settings.is_postgres:
        await _empty_postgres()
    else:
        await asyncio.to_thread(_empty_sqlite, settings.database_url.removeprefix("sqlite://"))


def tables_of(opened: sqlite3.Connection) -> list[str]:
    """All tables but those that SQLite or triggers fill."""
    found = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    left_out = ("sqlite_", "recording_search", "door_change")
    return [n for (n,) in found if n not in KEPT and not n.startswith(left_out)]


def _empty_sqlite(path: str) -> None:
    opened, question = _opened(path)
    opened.execute("BEGIN IMMEDIATE")
    for (name,) in opened.execute(question).fetchall():
        opened.execute(f'DELETE FROM "{name}"')
    opened.execute("DELETE FROM door_change")  # last: emptying notes changes, too
    opened.execute("DELETE FROM sqlite_sequence")
    opened.execute("COMMIT")


@cache
def _opened(path: str) -> tuple[sqlite3.Connection, str]:
    """A connection for the whole run, and the question which tables hold rows."""
    opened = sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)
    opened.execute("PRAGMA synchronous=OFF")
    opened.execute("PRAGMA foreign_keys=OFF")
    return opened, _holding_rows(tables_of(opened))


async def _empty_postgres() -> None:
    if not _questions:
        ids = await rows("SELECT sequencename AS name FROM pg_sequences")
        moved = (f"SELECT '{i['name']}' AS name FROM \"{i['name']}\" WHERE is_called" for i in ids)
        _questions.append(await holding_rows())
        _questions.append(" UNION ALL ".join(moved))
    full, counted = [[row["name"] for row in await rows(one)] for one in _questions]
    deletions = [f'DELETE FROM "{name}";' for name in full]
    restarts = [f"""PERFORM setval('"{name}"', 1, false);""" for name in counted]
    preface = "SET LOCAL synchronous_commit = off; SET LOCAL session_replication_role = replica;"
    steps = " ".join([preface, *deletions, *restarts])
    if full or counted:
        await connection().execute_script(f"DO $body$ BEGIN {steps} END $body$")


_questions: list[str] = []


async def holding_rows() -> str:
    """On PostgreSQL: the question which tables hold rows."""
    found = await rows("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
    return _holding_rows([row["name"] for row in found if row["name"] not in KEPT])


def _holding_rows(names: list[str]) -> str:
    each = (f"SELECT '{name}' AS name WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
    return " UNION ALL ".join(each)
