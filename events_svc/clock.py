"""The one place that says what time it is, so that tests can say it instead."""

from datetime import UTC, date, datetime, timedelta

FIRST_YEAR, LAST_YEAR = 1900, 2999

_offset = timedelta(0)


def now() -> datetime:
    """The present instant: aware, in UTC."""
    return datetime.now(UTC) + _offset


def shift(offset: timedelta) -> None:
    """Let `now()` run ahead of (or behind) the machine's clock by `offset`; for tests and rehearsals."""
    global _offset
    _offset = offset


def is_tellable(day: date) -> bool:
    """Whether a day or an instant is in years that every zone and database can tell.

    Near the ends of the calendar zones overflow, and PostgreSQL reads some instants as infinite.
    """
    return FIRST_YEAR <= day.year <= LAST_YEAR
