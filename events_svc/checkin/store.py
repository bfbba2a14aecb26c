"""The door's statements: each handles all scans of a batch at once, on either engine.

Rows go in as one JSON parameter, because both engines can read it; times are text on SQLite.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from events_svc.checkin import statements
from events_svc.database import execute, is_postgres, rows

Row = dict[str, Any]

_POSTGRES = {
    "objects": "jsonb_array_elements(CAST($1 AS JSONB))",
    # an array, not a sub-select: an index is then the only sensible plan, however empty the table was
    "among_texts": "= ANY(ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS JSONB))))",
    "among_uuids": "= ANY(ARRAY(SELECT CAST(jsonb_array_elements_text(CAST($1 AS JSONB)) AS UUID)))",
    "gathered": "string_agg(CAST(m.ticket_type_id AS TEXT), ',')",
    "locked": "FOR UPDATE OF d",
    "uuid": "UUID",
    "moment": "TIMESTAMPTZ",
    "json": "JSONB",
}
_SQLITE = {
    "objects": "json_each($1)",
    "among_texts": "IN (SELECT value FROM json_each($1))",
    "among_uuids": "IN (SELECT value FROM json_each($1))",
    "gathered": "group_concat(m.ticket_type_id)",
    "locked": "",
    "uuid": "TEXT",
    "moment": "TEXT",
    "json": "TEXT",
}


class Interrupted(Exception):
    """Another process wrote what this batch was about to write: decide again."""


async def doors(token_hashes: Collection[str]) -> dict[str, Row]:
    """The devices by the hash of their token, each with gate, list and event, locked until the commit."""
    found = await _rows(statements.DOORS, sorted(token_hashes))
    return {row["token_hash"]: row for row in found}


async def tickets_by_number(asked: Sequence[Row]) -> list[Row]:
    """Tickets for `{n, event, number, serial, list}`, each with how it stands on the list."""
    return await _rows(statements.TICKETS, asked, way=statements.BY_NUMBER)


async def tickets_by_order(asked: Sequence[Row]) -> list[Row]:
    """Tickets for `{n, event, order, serial, list}`, all of the order."""
    return await _rows(statements.TICKETS, asked, way=statements.BY_ORDER)


async def passages(asked: Sequence[Row]) -> list[Row]:
    """The admitted scans that were not undone for `{ticket, list}`, in the order of the log."""
    return await _rows(statements.PASSAGES, asked)


async def repeats(scan_ids: Collection[UUID]) -> dict[UUID, Row]:
    """What was logged under these ids already."""
    found = await _rows(statements.REPEATS, sorted(str(one) for one in scan_ids))
    return {UUID(str(row["scan_id"])): row for row in found}


async def is_undone(scan_id: UUID) -> bool:
    """Whether an entry of the log undoes this one."""
    return bool(await _rows(statements.UNDONE, [str(scan_id)]))


async def admit(admissions: Sequence[Row]) -> set[tuple[int, int]]:
    """Write admissions that nobody wrote since they were read; the (list, ticket) that were written."""
    written = await _rows(statements.ADMIT, admissions)
    return {(row["checkin_list_id"], row["ticket_id"]) for row in written}


async def log(scans: Sequence[Row]) -> None:
    """Append to the log; raises Interrupted when a scan id was taken in the meantime."""
    if len(await _rows(statements.LOG, scans)) != len(scans):
        raise Interrupted


async def advance_chains(heads: Sequence[Row]) -> None:
    """Keep the last link of each device's chain: `{device, head, at}`."""
    await execute(_dialect(statements.HEADS), [_json(heads)])


def instant(value: Any) -> datetime | None:
    """A time of a raw row, aware in UTC, whatever the engine gives."""
    if value is None:
        return None
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)  # type: ignore[no-any-return]


def stored(value: datetime | None) -> str | None:
    """A time as Tortoise writes it on SQLite; PostgreSQL reads the same."""
    return None if value is None else value.astimezone(UTC).isoformat(" ")


def decoded(value: Any) -> Any:
    """A JSON column of a raw row."""
    return msgspec.json.decode(value) if isinstance(value, str | bytes) else value


async def _rows(statement: str, asked: Sequence[Any], *, way: str = "") -> list[Row]:
    return await rows(_dialect(statement, way), [_json(asked)]) if asked else []


def _json(asked: Sequence[Any]) -> str:
    return msgspec.json.encode(asked).decode()


def _dialect(statement: str, way: str = "") -> str:
    return statement.format(way=way, **(_POSTGRES if is_postgres() else _SQLITE))
