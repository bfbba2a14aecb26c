"""How many statements something sends to the database."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any


class _Counter(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += record.msg == "%s: %s"


async def statements(act: Callable[[], Awaitable[Any]]) -> int:
    """The statements that `act` sends, as Tortoise logs them; BEGIN and COMMIT apart."""
    log, counter = logging.getLogger("tortoise.db_client"), _Counter()
    level = log.level
    log.addHandler(counter)
    log.setLevel(logging.DEBUG)
    try:
        await act()
    finally:
        log.removeHandler(counter)
        log.setLevel(level)
    return counter.count
