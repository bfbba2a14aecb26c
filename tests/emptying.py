"""Tables without rows, and ids from one again, before each test.

Only what holds rows is touched. PostgreSQL is asked by a function of a session of its own: what it asks of a
hundred and sixty tables is planned once a run and takes a millisecond, planned for each test it took ten.
"""

import sqlite3
from collections.abc import Iterable
from functools import cache

import asyncpg

from events_svc.config import Settings

KEPT = {"tortoise_migrations"}


async def empty(settings: Settings) -> None:
    """Leave no row in the database of the run."""
    if settings.is_postgres:
        await _empty_postgres(settings.database_url)
    else:
        _empty_sqlite(settings.database_url.removeprefix("sqlite://"))


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


def _holding_rows(names: list[str]) -> str:
    each = (f"SELECT '{name}' AS name WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
    return " UNION ALL ".join(each)


async def _empty_postgres(url: str) -> None:
    if url not in _emptying:
        line = await careless(url)
        steps = [*await deletions(line), *await _restarts(line)]
        _emptying[url] = await function(line, "emptied", steps)
    await _emptying[url].fetchval()


_emptying: dict[str, asyncpg.prepared_stmt.PreparedStatement] = {}


async def careless(url: str) -> asyncpg.Connection:
    """A session that no trigger or foreign key minds; closed with the last database of the run."""
    line = await asyncpg.connect(url.replace("postgres://", "postgresql://", 1))
    await line.execute("SET session_replication_role = replica; SET jit = off")
    return line


async def public_tables(line: asyncpg.Connection) -> dict[str, int]:
    """All tables that are emptied, and their numbers in the catalogue."""
    found = await line.fetch(
        "SELECT relname, oid FROM pg_class"
        " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    return {name: oid for name, oid in found if name not in KEPT}


async def deletions(line: asyncpg.Connection) -> list[str]:
    """Steps in PL/pgSQL that leave no row; a table without a file has never had one."""
    return [
        f'IF pg_relation_size({oid}) > 0 THEN IF EXISTS (SELECT FROM public."{name}") THEN'
        f' DELETE FROM public."{name}"; END IF; END IF;'
        for name, oid in (await public_tables(line)).items()
    ]


async def _restarts(line: asyncpg.Connection) -> list[str]:
    """Steps that let ids begin at one, where some have been given."""
    ids = await line.fetch("SELECT oid FROM pg_class WHERE relkind = 'S'")
    return [
        f"IF pg_sequence_last_value({oid}) IS NOT NULL THEN PERFORM setval({oid}::regclass, 1, false);"
        " END IF;"
        for (oid,) in ids
    ]


async def function(
    line: asyncpg.Connection, name: str, steps: Iterable[str]
) -> asyncpg.prepared_stmt.PreparedStatement:
    """What calls a function of this session that takes these steps; each is planned once."""
    body = " ".join(["BEGIN", *steps, "END"])
    await line.execute(
        f"CREATE FUNCTION pg_temp.{name}() RETURNS void LANGUAGE plpgsql AS $body$ {body} $body$"
    )
    return await line.prepare(f"SELECT pg_temp.{name}()")
