"""What a ledger of counters says now. Pure: rows in, the standing counter out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

STALE = timedelta(days=7)


class Kind(Enum):
    """How a counter moves: a total only grows, of a highest the largest stands, a gauge goes up and down."""

    TOTAL = "total"
    HIGHEST = "highest"
    GAUGE = "gauge"


class Flag(Enum):
    """What is to be said of a row beside its value."""

    FELL = "fell"
    HID = "hid"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the ledger: `value` None = hidden by the platform, `corrects` the row it replaces."""

    id: int
    value: int | None
    observed_at: datetime
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The value that counts, the row it comes from, and what is to be said of it."""

    value: int
    row_id: int
    observed_at: datetime
    has_fallen: bool = False
    is_hidden: bool = False

    def is_stale(self, now: datetime) -> bool:
        """Whether nobody has read the counter for more than seven days."""
        return now - self.observed_at > STALE


def standing(readings: Iterable[Row], *, kind: Kind = Kind.TOTAL) -> Standing | None:
    """The counter of one source and metric after all its rows; None when no value was ever read.

    A total that falls or hides keeps its last value, flagged, until it is back at that value or a
    person corrects the row. A corrected row counts as if it had never been written.
    """
    stands: Standing | None = None
    for row in _in_order(readings):
        stands = _after(stands, row, kind)
    return stands


def flags(readings: Iterable[Row], *, kind: Kind = Kind.TOTAL) -> dict[int, Flag]:
    """The rows that hide, or of a total lie below what stood when they were read."""
    made: dict[int, Flag] = {}
    stands: Standing | None = None
    for row in _in_order(readings):
        stands = _after(stands, row, kind)
        if row.value is None:
            made[row.id] = Flag.HID
        elif stands is not None and stands.row_id != row.id and kind is Kind.TOTAL:
            made[row.id] = Flag.FELL
    return made


def _in_order(readings: Iterable[Row]) -> list[Row]:
    """The rows that count, as they were read."""
    rows = [*readings]
    corrected = {row.corrects for row in rows}
    found = [row for row in rows if row.id not in corrected]
    return sorted(found, key=lambda row: (row.observed_at, row.id))


def _after(stands: Standing | None, row: Row, kind: Kind) -> Standing | None:
    if row.value is None:
        return stands and Standing(
            stands.value, stands.row_id, stands.observed_at, stands.has_fallen, is_hidden=True
        )
    if stands is not None and row.value < stands.value and kind is not Kind.GAUGE:
        if kind is Kind.HIGHEST:
            return Standing(stands.value, stands.row_id, stands.observed_at)
        return Standing(stands.value, stands.row_id, stands.observed_at, has_fallen=True)
    return Standing(row.value, row.id, row.observed_at)
