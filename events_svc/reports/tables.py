"""The tables whose rows make a report's figures, and their rows, a page at a time up to a mark.

Which columns count is part of the report's format: a row is changed when one of these differs.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from events_svc.database import raw, rows

PAGE = 5_000
SLICE = 500  # some milliseconds of computing
_OWNERS = 300  # of one statement

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """`owner`: the column that says whose rows they are; `columns`: how each value is read.

    `growing`: the columns that may change honestly after the report. `settles_by`: the column whose day
    says when a row is final; without it, a row that may change always may. Of rows that may still change or
    go a copy is kept.
    """

    name: str
    owner: str
    columns: Mapping[str, Callable[[Any], Any]]
    condition: str = ""
    growing: frozenset[str] = frozenset()
    settles_by: str = ""

    def read(self, row: Mapping[str, Any]) -> Row:
        """A row with the same values whichever engine gave it."""
        return {
            name: None if row[name] is None else read(row[name])
            for name, read in self.columns.items()
        }


def _text(value: Any) -> str:
    return str(UUID(value)) if isinstance(value, str) and len(value) == 32 else str(value)


def _words(value: Any) -> Any:
    return msgspec.json.decode(value) if isinstance(value, (str, bytes)) else value


TABLES = {
    table.name: table
    for table in [
        Table(
            "view",
            "source_id",
            {
                "id": int,
                "source_id": int,
                "hour": raw.instant,
                "viewer_key": bytes,
                "threshold": int,
                "is_live": bool,
                "at": raw.instant,
            },
            settles_by="hour",  # it goes when its playing turns out to be a program's
        ),
        Table(
            "watch",
            "source_id",
            {
                "id": int,
                "sid": str,
                "source_id": int,
                "day": raw.day,
                "viewer_key": bytes,
                "is_live": bool,
                "is_bot": bool,
                "started_at": raw.instant,
                "last_at": raw.instant,
                "span_started_at": raw.instant,
                "spans": bytes,
                "credited_ms": int,
                "unique_seconds": int,
            },
            growing=frozenset(
                {"is_bot", "last_at", "span_started_at", "spans", "credited_ms", "unique_seconds"}
            ),
            settles_by="day",
        ),
        Table(
            "counter_snapshot",
            "source_id",
            {
                "id": int,
                "source_id": int,
                "metric": str,
                "value": int,
                "definition": _words,
                "method": str,
                "observed_at": raw.instant,
                "recorded_at": raw.instant,
                "author": str,
                "reason": str,
                "evidence": str,
                "raw_sha256": str,
                "corrects": int,
            },
            condition="metric = 'views'",
        ),
        Table(
            "scan",
            "event_id",
            {
                "id": int,
                "scan_id": _text,
                "event_id": int,
                "ticket_id": int,
                "direction": str,
                "verdict": str,
                "at": raw.instant,
                "undoes": _text,
                "hash": str,
            },
        ),
        Table(
            "ticket",
            "event_id",
            {"id": int, "event_id": int, "order_id": int, "ticket_type_id": int, "state": str},
            growing=frozenset({"state"}),
        ),
    ]
}

_FINAL_AFTER = timedelta(
    days=1
)  # beats find playings of today and yesterday alone (stats.rows.locked)


def may_change(table: Table, row: Row, *, since: date) -> bool:
    """Whether the row may still change or go honestly: what has settled by the day `since` may not."""
    if not table.settles_by:
        return bool(table.growing)
    settled = row[table.settles_by]
    return bool((settled.date() if isinstance(settled, datetime) else settled) >= since)


def open_since(now: datetime) -> date:
    """The first day whose playings may still grow."""
    return now.date() - _FINAL_AFTER


async def read(table: Table, owners: Sequence[int], *, upto: int) -> AsyncIterator[list[Row]]:
    """The rows of `owners` with ids up to the mark, ordered by owner and id, a slice at a time.

    Owners with few rows are read together, one with many by pages of its ids: each row is visited once.
    Between two slices others are served.
    """
    async for batch in _batches(table, sorted(owners), upto):
        async for page in _pages(table, batch, upto):
            for start in range(0, len(page), SLICE):
                yield [table.read(row) for row in page[start : start + SLICE]]
                await asyncio.sleep(0)


async def _batches(table: Table, owners: Sequence[int], upto: int) -> AsyncIterator[list[int]]:
    """Owners that have rows, together as long as a page holds them."""
    batch: list[int] = []
    room = PAGE
    for start in range(0, len(owners), _OWNERS):
        for owner, count in await _counts(table, owners[start : start + _OWNERS], upto):
            if batch and count > room:
                yield batch
                batch, room = [], PAGE
            batch.append(owner)
            room -= count
    if batch:
        yield batch


async def _counts(table: Table, owners: Sequence[int], upto: int) -> list[tuple[int, int]]:
    found = await rows(
        f'SELECT {table.owner} AS owner, COUNT(*) AS n FROM "{table.name}" WHERE id <= $1 '  # noqa: S608 names of ours
        f"AND {table.owner} IN ({raw.places(owners, after=1)}) GROUP BY {table.owner} ORDER BY 1",
        [upto, *owners],
    )
    return [(row["owner"], row["n"]) for row in found]


async def _pages(
    table: Table, owners: Sequence[int], upto: int
) -> AsyncIterator[list[dict[str, Any]]]:
    """All rows of several owners at once; those of one owner a page at a time."""
    limit = f"LIMIT {PAGE}" if len(owners) == 1 else ""
    sql = (
        f'SELECT {", ".join(table.columns)} FROM "{table.name}" '  # noqa: S608 names of ours
        f"WHERE id <= $1 AND id > $2 AND {table.owner} IN ({raw.places(owners, after=2)}) "
        f"{f'AND {table.condition} ' if table.condition else ''}"
        f"ORDER BY {table.owner}, id {limit}"
    )
    after = 0
    while page := await rows(sql, [upto, after, *owners]):
        yield page
        if not limit or len(page) < PAGE:
            return
        after = page[-1]["id"]
