"""The tables whose rows make a report's figures, and their rows, a page at a time up to a mark.

Which columns count is part of the report's format: a row is changed when one of these differs.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from events_svc.database import raw, rows

PAGE = 2_000
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


def _instant(value: Any) -> datetime:
    return raw.instant(value)


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
                "hour": _instant,
                "viewer_key": bytes,
                "threshold": int,
                "is_live": bool,
                "at": _instant,
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
                "started_at": _instant,
                "last_at": _instant,
                "span_started_at": _instant,
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
                "observed_at": _instant,
                "recorded_at": _instant,
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
                "at": _instant,
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
    """The rows of `owners` with ids up to the mark, ordered by owner and id, a page at a time."""
    whole = sorted(owners)
    for start in range(0, len(whole), _OWNERS):
        async for page in _read_some(table, whole[start : start + _OWNERS], upto):
            yield page


async def _read_some(table: Table, owners: Sequence[int], upto: int) -> AsyncIterator[list[Row]]:
    sql = (
        f'SELECT {", ".join(table.columns)} FROM "{table.name}" '  # noqa: S608 names of ours
        f"WHERE id <= $1 AND ({table.owner}, id) > ($2, $3) "
        f"AND {table.owner} IN ({raw.places(owners, after=3)}) "
        f"{f'AND {table.condition} ' if table.condition else ''}"
        f"ORDER BY {table.owner}, id LIMIT {PAGE}"
    )
    after = (owners[0], 0)
    while page := [table.read(row) for row in await rows(sql, [upto, *after, *owners])]:
        yield page
        after = (page[-1][table.owner], page[-1]["id"])
