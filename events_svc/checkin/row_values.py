"""What the door writes, by place: on SQLite as rows of values, in a third of the time of rows in JSON. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from operator import itemgetter
from typing import Any

import msgspec

from events_svc.checkin import statements
from events_svc.checkin.chain import LINKED
from events_svc.database import Step

MOST = 64  # rows of a statement; one for each number of them is kept

Row = dict[str, Any]

_HEAD = "(?, ?, ?, ?, ?)"
_head = itemgetter("head", "at", "device", "was", "gate")
_ADMISSION = "(?, ?, ?, ?, ?, ?, ?, ? + 1)"
_admission = itemgetter(
    "list", "ticket", "entries", "is_inside", "first_at", "first_gate_id", "last_at", "version"
)
_ENTRY = f"({', '.join('?' for _ in [*LINKED, 'prev_hash', 'hash'])})"
_linked = itemgetter(*LINKED, "prev_hash", "hash")
_DETAIL = [*LINKED].index("detail")
_encode = msgspec.json.Encoder().encode


def admissions(rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """The rows of `store.write` as `statements.ADMIT` reads them."""
    return [*map(_admission, rows)]


def entries(rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """The entries as `statements.LOG` reads them."""
    return [*map(_linked, rows)]


def heads(rows: Sequence[Row]) -> Iterator[Step]:
    """The statements that move these heads of plain.py, if they are where they were read."""
    return _steps(statements.HEADS_UNMOVED_ROWS, _HEAD, map(_head, rows))


def steps(admissions: Sequence[Row], entries: Sequence[Row]) -> Iterator[Step]:
    """The statements that write these rows of `store.write`, and append these to the log."""
    yield from _steps(statements.ADMIT_ROWS, _ADMISSION, map(_admission, admissions))
    yield from _steps(statements.LOG_ROWS, _ENTRY, map(_entry, entries))


def _entry(row: Row) -> Sequence[Any]:
    values = [*_linked(row)]
    values[_DETAIL] = _encode(values[_DETAIL]).decode()
    return values


def _steps(statement: str, places: str, rows: Iterable[Sequence[Any]]) -> Iterator[Step]:
    left = iter(rows)
    while some := [*islice(left, MOST)]:
        yield Step(_sql(statement, places, len(some)), [*chain.from_iterable(some)], len(some))


@lru_cache(maxsize=3 * MOST)
def _sql(statement: str, row: str, count: int) -> str:
    return statement.format(rows=", ".join([row] * count))
