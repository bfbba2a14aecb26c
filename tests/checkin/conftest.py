"""Counting queries."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture
def queries_counted() -> Iterator[list[str]]:
    """Every statement that the ORM sends while the test runs."""
    seen: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record.getMessage())

    log, keeper = logging.getLogger("tortoise.db_client"), Keeper()
    before = log.level
    log.addHandler(keeper)
    log.setLevel(logging.DEBUG)
    yield seen
    log.removeHandler(keeper)
    log.setLevel(before)
