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
        if record.msg == "%s: %s":  # statement and values: BEGIN and COMMIT are logged otherwise
            self.heard.append(record.getMessage())


@asynccontextmanager
async def asked() -> AsyncIterator[list[str]]:
    """The statements that run inside, in their order; BEGIN and COMMIT apart."""
    heard: list[str] = []
    listener, level = _Listener(heard), _LOG.level
    _LOG.addHandler(listener)
    _LOG.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        _LOG.removeHandler(listener)
        _LOG.setLevel(level)
