"""What a request asks the database, so that a test can count it."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_LOG = logging.getLogger("tortoise.db_client")


class _Listener(logging.Handler):
    def __init__(self, heard: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        statement = record.getMessage()
        if statement.lstrip().upper().startswith("SELECT"):
            self.heard.append(statement)


@asynccontextmanager
async def asked() -> AsyncIterator[list[str]]:
    """The SELECT statements that run inside, in their order."""
    heard: list[str] = []
    listener, level = _Listener(heard), _LOG.level
    _LOG.addHandler(listener)
    _LOG.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        _LOG.removeHandler(listener)
        _LOG.setLevel(level)
