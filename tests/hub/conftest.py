"""Fixtures of the hubs' tests."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from events_svc.config import Settings
from events_svc.database import connection


@pytest.fixture
async def own_copy(database: None, settings: Settings, tmp_path: Path) -> AsyncIterator[None]:
    """Whatever happens to the schema inside: afterwards the database has its guards again."""
    path = settings.database_url.removeprefix("sqlite://")
    with sqlite3.connect(path) as opened:
        found = opened.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    yield
    await connection().execute_script(
        ";\n".join(sql for (sql,) in found)
        + ";\nPRAGMA foreign_keys = ON; PRAGMA synchronous = OFF;"
    )
