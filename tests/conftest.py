"""The suite's engine, its database, and the application over HTTP in process.

`TEST_ENGINE=sqlite` (default) or `postgres`: one engine a run. The schema comes from the real migrations,
once; each test begins with empty tables.
"""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import pytest
from starlette.applications import Starlette

from events_svc import clock, config
from events_svc.app import create_app
from events_svc.config import Settings
from events_svc.database import connection
from events_svc.web import shared
from tests import databases, threadless, turns
from tests.accounts.factories import SECRET_KEY
from tests.databases import ENGINE
from tests.emptying import empty
from tests.workers import Workers

# A slow machine is no failure: a timing never fails a test.
# What fails in CI fails again there: the examples are the same in every run.
# Each run has other examples, so many runs of few find what one of many finds; EXAMPLES=1000 looks at leisure.
hypothesis.settings.register_profile(
    "suite",
    deadline=None,
    derandomize="CI" in os.environ,
    max_examples=int(os.environ.get("EXAMPLES", "100" if "CI" in os.environ else "30")),
)
hypothesis.settings.load_profile("suite")

SHARED = Path(__file__).parent.parent.parent / "shared"
LONG = ("tests/journeys/", "tests/commands/", "tests/test_", "tests/feeds/test_judges.py")


def pytest_report_header() -> str:
    return f"engine: {ENGINE}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--workers", type=int, default=0, help="run the tests in so many forks")


def pytest_configure(config: pytest.Config) -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the processes of the run share what they load
    folder = databases.begin_run()
    if (count := config.getoption("workers")) and not config.option.collectonly:
        config.pluginmanager.register(Workers(count, folder))
        databases.begin_making()
    if ENGINE == "sqlite":
        threadless.begin()


def pytest_runtest_setup(item: pytest.Item) -> None:
    threadless.choose(item)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that all workers end together.

    What has no database in it runs with the first engine only.
    """
    if ENGINE != "sqlite":
        items[:] = [item for item in items if not turns.is_engineless(item)]
    items.sort(key=_how_late)


def _how_late(item: pytest.Item) -> int:
    """Its place in LONG, or after them all."""
    return [*map(item.nodeid.startswith, LONG), True].index(True)


def pytest_unconfigure() -> None:
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
            "SECRET_KEY": SECRET_KEY,
            "VAR_DIR": str(tmp_path_factory.mktemp("var")),
            "PUBLIC_URL": "http://testserver",
            "WORKER": "off",
        }
    )


@pytest.fixture(scope="session")
async def app(settings: Settings) -> AsyncIterator[Starlette]:
    """The application with its lifespan entered, over the migrated database."""
    shared.FRESH_SECONDS = 0.0  # what a test changes it sees at once
    application = create_app(settings)
    async with application.router.lifespan_context(application) as state:
        if not settings.is_postgres:  # flushing is tested with processes that are killed
            await connection().execute_script("PRAGMA synchronous=OFF")
        application.state.lifespan = state
        yield application


@pytest.fixture
async def database(app: Starlette, settings: Settings) -> AsyncIterator[None]:
    """Empty tables before the test, the machine's clock after it."""
    await empty(settings)
    yield
    clock.shift(timedelta(0))


@pytest.fixture
async def client(app: Starlette, database: None) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody is signed in to; English unless the test says otherwise."""
    async with browser(app) as made:
        yield made


def browser(app: Starlette, **state: Any) -> httpx.AsyncClient:
    """Another browser, with its own cookies; `state` replaces parts of the application's."""

    async def with_state(scope, receive, send):  # type: ignore[no-untyped-def]  # an ASGI callable
        scope["state"] = {**app.state.lifespan, **state}
        await app(scope, receive, send)

    return httpx.AsyncClient(
        transport=httpx.ASGITransport(with_state),
        base_url="http://testserver",
        headers={"accept-language": "en"},
    )
