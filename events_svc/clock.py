"""The one place that says what time it is, so that tests can say it instead."""

from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def now() -> datetime:
    """The present instant: aware, in UTC."""
    return datetime.now(UTC) + _offset


def shift(offset: timedelta) -> None:
    """Let `now()` run ahead of (or behind) the machine's clock by `offset`; for tests and rehearsals."""
    global _offset
    _offset = offset
