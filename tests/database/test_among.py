"""Lists of any length: neither engine takes more than 32,767 values in one statement."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from events_svc.accounts.models import User
from events_svc.database import among, connection, is_postgres
from events_svc.media import evidence
from events_svc.media.models import Source
from events_svc.stats import elsewhere, figures, hearing, opens, queries, standings, viewers
from tests.accounts.factories import make_user
from tests.media.factories import make_recording_source

pytestmark = pytest.mark.usefixtures("as_everywhere")

MORE = 33_000  # than a statement takes


def _limit(opened: sqlite3.Connection, places: int) -> int:
    return opened.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, places)


@pytest.fixture
async def as_everywhere(database: None) -> AsyncIterator[None]:
    """Some build SQLite with more places; ours is the limit that it has by itself."""
    if is_postgres():
        yield
        return
    opened: Any = connection()._connection  # aiosqlite's
    before = await opened._execute(_limit, opened._conn, 32_766)
    yield
    await opened._execute(_limit, opened._conn, before)


@pytest.mark.parametrize("count", [1, among.FEW + 1, MORE], ids=["one", "some", "many"])
async def test_rows_are_found_by_a_list_of_any_length(count: int) -> None:
    user = await make_user(email="ada@example.org")
    ids = [user.id, *range(10_000_000, 10_000_000 + count - 1)]
    emails = ["ada@example.org", *(f"{number}@example.org" for number in range(count - 1))]

    assert await User.filter(id__in=ids).count() == 1
    assert await User.filter(email__in=emails).count() == 1
    assert await User.filter(id__not_in=ids).count() == 0
    assert await User.exclude(id__in=ids).count() == 0
    assert await User.filter(id__in=ids[1:] or [0]).count() == 0
    assert await User.filter(id__in=ids).update(email="ada@example.com") == 1


async def test_a_column_of_days_is_compared_with_days() -> None:
    some = [datetime(2026, 1, 1, 0, 0, second % 60, tzinfo=UTC) for second in range(among.FEW + 1)]
    assert await User.filter(created_at__in=some).count() == 0


EACH: dict[str, Callable[[list[int]], Awaitable[Any]]] = {
    "figures": figures.figures_of,
    "presences": figures.presences_of,
    "hours": figures.views_by_hour,
    "standings": figures.standings_of,
    "counters": standings.counters_of,
    "viewers": viewers.days,
    "countries": viewers.countries,
    "concurrent": queries.concurrent,
    "views": queries.views_of,
    "opens": opens.of_sources,
    "elsewhere": elsewhere.of_sources,
    "heard": hearing._last_rows,
    "facts": evidence.latest_facts,
}


@pytest.mark.parametrize("ask", EACH.values(), ids=EACH)
async def test_statistics_take_more_links_than_a_statement_has_places(
    ask: Callable[[list[int]], Awaitable[Any]],
) -> None:
    source: Source = await make_recording_source()
    alone = await ask([source.id])

    found = await ask([source.id, *range(10_000_000, 10_000_000 + MORE)])

    if isinstance(alone, dict):
        found = {key: value for key, value in found.items() if key < 10_000_000}
    assert found == alone
