"""The suite's engine, its database, and the application over HTTP in process.

`TEST_ENGINE=sqlite` (default) or `postgres`: one engine a run. The schema comes from the real migrations,
once; each test begins with empty tables.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import hypothesis
import pytest
from starlette.applications import Starlette

from events_svc import clock, config
from events_svc.app import create_app
from events_svc.config import Settings
from events_svc.database import connection, rows
from tests import databases
from tests.databases import ENGINE

# A slow machine is no failure: a timing never fails a test.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

SHARED = Path(__file__).parent.parent.parent / "shared"
LONG = ("tests/journeys/", "tests/commands/", "tests/test_", "tests/feeds/test_judges.py")
KEPT = {"tortoise_migrations"}


def pytest_report_header() -> str:
    return f"engine: {ENGINE}"


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ.pop(
            "PYTHONDONTWRITEBYTECODE", None
        )  # the workers of the run share what they load
        databases.begin_run()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that all workers end together (with --no-loadscope-reorder)."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.end_run()


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database of this run's engine, removed afterwards."""
    with databases.own_database(tmp_path_factory.mktemp("database"), like="migrated") as url:
        yield url


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return config.load(
        {
            "DATABASE_URL": database_url,
            "SECRET_KEY": "tests-need-a-key-of-thirty-two-characters",
            "VAR_DIR": str(tmp_path_factory.mktemp("var")),
            "PUBLIC_URL": "http://testserver",
            "WORKER": "off",
        }
    )


@pytest.fixture(scope="session")
async def app(settings: Settings) -> AsyncIterator[Starlette]:
    """The application with its lifespan entered, over the migrated database."""
    application = create_app(settings)
    async with application.router.lifespan_context(application) as state:
        if not settings.is_postgres:  # flushing is tested with processes that are killed
            await connection().execute_script("PRAGMA synchronous=OFF")
        application.state.lifespan = state
        yield application


@pytest.fixture
async def database(app: Starlette, settings: Settings) -> AsyncIterator[None]:
    """Empty tables before the test, the machine's clock after it."""
    await _empty(settings)
    yield
    clock.shift(timedelta(0))


@pytest.fixture
async def client(app: Starlette, database: None) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody is signed in to; English unless the test says otherwise."""
    async with browser(app) as made:
        yield made


def browser(app: Starlette) -> httpx.AsyncClient:
    """Another browser, with its own cookies."""

    async def with_state(scope, receive, send):  # type: ignore[no-untyped-def]
        scope["state"] = dict(app.state.lifespan)
        await app(scope, receive, send)

    return httpx.AsyncClient(
        transport=httpx.ASGITransport(with_state),
        base_url="http://testserver",
        headers={"accept-language": "en"},
    )


async def _empty(settings: Settings) -> None:
    if settings.is_postgres:
        await _delete_rows()
    else:
        await _delete_all(settings)


async def _delete_rows() -> None:
    """Only where there are rows, and without flushing: TRUNCATE of fifty tables takes 100 ms."""
    if not _deletions:
        found = await rows(
            "SELECT t.tablename AS name, s.seqname AS ids FROM pg_tables t LEFT JOIN"
            " (SELECT sequencename AS seqname FROM pg_sequences) s ON s.seqname = t.tablename || '_id_seq'"
            " WHERE t.schemaname = 'public'"
        )
        _deletions.append(_script({r["name"]: r["ids"] for r in found if r["name"] not in KEPT}))
    await connection().execute_script(_deletions[0])


def _script(sequences: dict[str, str | None]) -> str:
    steps = []
    for table, sequence in sequences.items():
        steps.append(f'IF EXISTS (SELECT 1 FROM "{table}") THEN DELETE FROM "{table}"; END IF;')
        if sequence:
            steps.append(f"""PERFORM setval('"{sequence}"', 1, false);""")
    preface = "SET LOCAL synchronous_commit = off; SET LOCAL session_replication_role = replica;"
    return f"DO $body$ BEGIN {preface} {' '.join(steps)} END $body$"


_deletions: list[str] = []


async def _delete_all(settings: Settings) -> None:
    path = settings.database_url.removeprefix("sqlite://")
    await asyncio.to_thread(_delete_all_in, path)


def _delete_all_in(path: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    names = [
        n for (n,) in found if n not in KEPT and not n.startswith(("sqlite_", "recording_search"))
    ]
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("BEGIN IMMEDIATE")
    for name in names:
        connection.execute(f'DELETE FROM "{name}"')
    connection.execute("DELETE FROM sqlite_sequence")
    connection.execute("COMMIT")
    connection.close()
