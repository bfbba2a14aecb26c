"""The door's statements: each handles all scans of a batch at once, on either engine.

Rows go in as one JSON parameter, because both engines can read it; times are text on SQLite.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import msgspec

from events_svc.checkin import row_values, statements
from events_svc.database import Step, all_write, is_postgres, rows

Row = dict[str, Any]

_POSTGRES = {
    "objects": "jsonb_array_elements(CAST($1 AS JSONB))",
    # an array, not a sub-select: an index is then the only sensible plan, however empty the table was
    "among_texts": "= ANY(ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS JSONB))))",
    "among_uuids": "= ANY(ARRAY(SELECT CAST(jsonb_array_elements_text(CAST($1 AS JSONB)) AS UUID)))",
    "among_numbers": "= ANY(ARRAY(SELECT CAST(jsonb_array_elements_text(CAST($1 AS JSONB)) AS BIGINT)))",
    "among": "= ANY(ARRAY(",
    "those": "))",
    "as_json": "CAST(row_to_json(o) AS TEXT)",
    "by_id": """AND device.id = ANY(ARRAY(SELECT CAST(value ->> 'device' AS BIGINT)
      FROM jsonb_array_elements(CAST($1 AS JSONB)) of_them))""",
    "by_token": "AND d.token_hash = ANY(ARRAY(SELECT token FROM asked))",
    "in_turn": "JOIN",
    "kept": "MATERIALIZED",
    "gathered": "string_agg(CAST(m.ticket_type_id AS TEXT), ',')",
    "locked": "FOR UPDATE",
    "of_admission": "FOR UPDATE OF a",
    "uuid": "UUID",
    "moment": "TIMESTAMPTZ",
    "json": "JSONB",
}
_SQLITE = {
    "objects": "json_each($1)",
    "among_texts": "IN (SELECT value FROM json_each($1))",
    "among_uuids": "IN (SELECT value FROM json_each($1))",
    "among_numbers": "IN (SELECT value FROM json_each($1))",
    "among": "IN (",
    "those": ")",
    "as_json": "json_object("
    + ", ".join(f"'{one}', o.{one}" for one in statements.GATE_COLUMNS)
    + ")",
    "by_id": "",
    "by_token": "",
    "in_turn": "CROSS JOIN",  # the left side first
    "kept": "",
    "gathered": "group_concat(m.ticket_type_id)",
    "locked": "",
    "of_admission": "",
    "uuid": "TEXT",
    "moment": "TEXT",
    "json": "TEXT",
}


PATIENCE = 16  # times that other processes may come first


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


async def gates(ids: Collection[int]) -> dict[int, Row]:
    """Gates by their id with list and event, as `doors` has them."""
    found = await _rows(statements.GATES, sorted(ids))
    return {row["gate_id"]: row for row in found}


async def heads(device_ids: Collection[int]) -> dict[int, str]:
    """The last links of the devices' chains, locked until the commit."""
    found = await _rows(statements.HEADS_OF, sorted(device_ids))
    return {row["id"]: row["head_hash"] for row in found}


async def versions(asked: Sequence[Row]) -> dict[tuple[int, int], int]:
    """The versions of the admissions that there are for `{ticket, list}`, locked until the commit."""
    found = await _rows(statements.VERSIONS, asked)
    return {(row["checkin_list_id"], row["ticket_id"]): row["version"] for row in found}


async def passages(asked: Sequence[Row]) -> list[Row]:
    """The admitted scans that were not undone for `{ticket, list}`, as they followed each other.

    By corrected clock, and where that says nothing: what the server decided in the order of the log,
    then what devices decided in the order of their own. It does not matter what arrived when.
    """
    return sorted(await _rows(statements.PASSAGES, asked), key=_turn)


async def repeats(scan_ids: Collection[UUID]) -> dict[UUID, Row]:
    """What was logged under these ids already."""
    found = await _rows(statements.REPEATS, sorted(str(one) for one in scan_ids))
    return {UUID(str(row["scan_id"])): row for row in found}


async def undone(scan_ids: Collection[UUID]) -> set[UUID]:
    """Those of the scans that an entry of the log undoes."""
    found = await _rows(statements.UNDONE, sorted(str(one) for one in scan_ids))
    return {UUID(str(row["undoes"])) for row in found}


async def write(
    *, admissions: Sequence[Row] = (), scans: Sequence[Row] = (), heads: Sequence[Row] = ()
) -> None:
    """Write admissions, append to the log, keep the last link of each device's chain (`{device, head, at}`).

    Raises Interrupted when one of the admissions was written since it was read, or a scan id is taken.
    """
    if is_postgres():
        parts = (row_values.admissions(admissions), row_values.entries(scans), heads)
        (row,) = await rows(_AT_ONCE, [*map(parameter, parts)])
        is_written = [*row.values()] == [*map(len, parts)]
    else:
        moved = [Step(on_sqlite(statements.HEADS), [parameter(heads)], len(heads))] if heads else []
        is_written = await all_write([*moved, *row_values.steps(admissions, scans)])
    if not is_written:
        raise Interrupted


def instant(value: Any) -> datetime | None:
    """A time of a raw row, aware in UTC, whatever the engine gives."""
    if value is None:
        return None
    read: datetime = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)


@lru_cache(maxsize=256)  # a batch has one time
def stored(value: datetime | None) -> str | None:
    """A time as Tortoise writes it on SQLite; PostgreSQL reads the same."""
    return None if value is None else value.astimezone(UTC).isoformat(" ")


def decoded(value: Any) -> Any:
    """A JSON column of a raw row."""
    return msgspec.json.decode(value) if isinstance(value, str | bytes) else value


def _turn(passage: Row) -> tuple[datetime | None, int, str, int]:
    seq = passage["device_seq"]
    by_device = (-1, "") if seq is None else (seq, str(passage["scan_id"]))
    return instant(passage["at"]), *by_device, passage["id"]


async def _rows(statement: str, asked: Sequence[Any], *, way: str = "") -> list[Row]:
    return await rows(_dialect(statement, way), [parameter(asked)]) if asked else []


def parameter(asked: Sequence[Any]) -> str:
    """The one parameter of a statement."""
    return msgspec.json.encode(asked).decode()


def _dialect(statement: str, way: str = "") -> str:
    return on_postgres(statement, way) if is_postgres() else on_sqlite(statement, way)


@cache
def on_postgres(statement: str, way: str = "") -> str:
    """A statement of statements.py as PostgreSQL has it."""
    return statement.format(way=way, **_POSTGRES)


@cache
def on_sqlite(statement: str, way: str = "") -> str:
    """The same as SQLite has it."""
    return statement.format(way=way, **_SQLITE)


def _at_once(*statements: str) -> str:
    """Data-modifying statements as one, each with a parameter of its own."""
    parts = [
        f"part{n} AS ({on_postgres(statement).replace('$1', f'${n}')} RETURNING 1)"
        for n, statement in enumerate(statements, 1)
    ]
    counts = [f"(SELECT count(*) FROM part{n}) AS n{n}" for n in range(1, len(parts) + 1)]  # noqa: S608 ours
    return f"WITH {', '.join(parts)} SELECT {', '.join(counts)}"


_AT_ONCE = _at_once(statements.ADMIT, statements.LOG, statements.HEADS)
