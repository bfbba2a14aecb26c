"""What statements of our own need on either engine: places for values, and the values of their rows."""

from collections.abc import Sequence, Sized
from datetime import date, datetime
from typing import Any, NamedTuple


class Step(NamedTuple):
    """A statement that is to write so many rows."""

    sql: str
    values: Sequence[Any]
    writes: int


def places(values: Sized, *, after: int = 0) -> str:
    """Place holders `$n, …` for `values`, numbered after the `after` that stand before them."""
    return ", ".join(f"${after + number}" for number in range(1, len(values) + 1))


def instant(value: datetime | str) -> datetime:
    """A time of a row, aware: SQLite keeps it as text, as Tortoise writes it, with its offset."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def day(value: date | str) -> date:
    """A day of a row: SQLite keeps it as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
