"""Several statements in one way to the database and back on PostgreSQL; on SQLite one after the other.

A way costs more than most statements, above all while others wait for a lock. Rows and lists come as one
value, so that the text of a statement is the same for any number of them, and is planned once.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, TypeVar

import msgspec
from tortoise import fields
from tortoise.models import Model

from events_svc.database import execute, is_postgres, rows
from events_svc.database.bulk import Record, insert_all, insert_new
from events_svc.database.raw import instant

Row = dict[str, Any]
Read = TypeVar("Read", bound=Model)


@dataclass(frozen=True, slots=True)
class Statement:
    """Portable SQL with its values; one that `is_idle` finds and changes nothing."""

    sql: str
    values: Sequence[Any] = ()
    is_idle: bool = False


@dataclass(frozen=True, slots=True)
class Insertion:
    """Rows of a table with all their columns (NULL where a row says nothing), but those that the database
    makes; with `is_new`, only those of them that meet no row with the same unique values.
    """

    model: type[Model]
    records: Sequence[Record]
    made: tuple[str, ...] = ()
    is_new: bool = False

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to insert."""
        return not self.records


async def read(queries: Sequence[Statement]) -> list[list[Row]]:
    """The rows of each query. From PostgreSQL they come as JSON: times are text (see `stored`)."""
    if not is_postgres():
        return [[] if one.is_idle else await rows(one.sql, one.values) for one in queries]
    if all(one.is_idle for one in queries):
        return [[] for _ in queries]
    asked, values = _numbered(queries)
    parts = [
        f"(SELECT json_agg(part) FROM ({sql}) AS part) AS part{n}"  # noqa: S608 our statements
        for n, sql in enumerate(asked)
    ]
    (row,) = await rows(f"SELECT {', '.join(parts)}", values)
    return [msgspec.json.decode(found) if found else [] for found in row.values()]


async def write(changes: Sequence[Statement | Insertion]) -> list[int]:
    """Carry out the changes; how many rows each wrote.

    On PostgreSQL none of them sees what another does, and foreign keys are looked at after all of them. On
    SQLite they follow each other.
    """
    if not is_postgres():
        return [await _written(one) for one in changes]
    if all(one.is_idle for one in changes):
        return [0 for _ in changes]
    asked, values = _numbered([_statement(one) for one in changes])
    parts = [f"part{n} AS ({sql} RETURNING 1)" for n, sql in enumerate(asked)]
    counts = [f"(SELECT count(*) FROM part{n}) AS part{n}" for n in range(len(asked))]  # noqa: S608
    (row,) = await rows(f"WITH {', '.join(parts)} SELECT {', '.join(counts)}", values)
    return [*row.values()]


def ids_for(wanted: Mapping[type[Model], int]) -> Statement:
    """The ids (`n`, `id`) of so many rows of each of these models, the first of them 0, that are going to
    be inserted in this transaction; who inserts nothing leaves a gap.
    """
    way = _SEQUENCE if is_postgres() else _LAST
    each = (way.format(n=n, at=n + 1, table=one._meta.db_table) for n, one in enumerate(wanted))
    counted = [listed(range(count)) for count in wanted.values()]
    return Statement(" UNION ALL ".join(each), counted, not any(wanted.values()))


def among(number: int, kind: str) -> str:
    """`column IN` the values of place holder `$number`, which are given as `listed`; `kind` is BIGINT or TEXT."""
    if is_postgres():  # not as an array: of its type each new connection would ask first
        told = f"SELECT CAST(jsonb_array_elements_text(CAST(${number} AS JSONB)) AS {kind})"
        return f"= ANY(ARRAY({told}))"
    return f"IN (SELECT value FROM json_each(${number}))"  # noqa: S608


def listed(values: Iterable[Any]) -> str:
    """The value of an `among`."""
    return msgspec.json.encode([*values]).decode()


def table(number: int, columns: Mapping[str, str]) -> str:
    """Place holder `$number`, rows as `told`, in place of a table with these columns and their types."""
    if is_postgres():
        names = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        return f"jsonb_to_recordset(CAST(${number} AS JSONB)) AS told ({names})"
    names = ", ".join(f"value ->> '{name}' AS {name}" for name in columns)
    return f"(SELECT {names} FROM json_each(${number})) AS told"  # noqa: S608


def told(records: Sequence[Record]) -> str:
    """The value of a `table`."""
    return msgspec.json.encode(records).decode()


def stored(model: type[Read], row: Row) -> Read:
    """A row with all columns that came by `read`, as its model."""
    changed = {name: instant(row[name]) for name in _times(model) if row[name] is not None}
    return model._init_from_db(**{**row, **changed})


async def _written(change: Statement | Insertion) -> int:
    if change.is_idle:
        return 0
    if isinstance(change, Statement):
        return await execute(change.sql, change.values)
    insert: Callable[..., Any] = insert_new if change.is_new else insert_all
    return len(await insert(change.model, change.records))


def _statement(change: Statement | Insertion) -> Statement:
    if isinstance(change, Statement):
        return change
    sql = _insertion(change.model, change.made, change.is_new)
    return Statement(sql, [told(change.records)])


@cache
def _insertion(model: type[Model], made: Collection[str], is_new: bool) -> str:
    meta = model._meta
    names = [name for name in meta.fields_db_projection if name not in made]
    kinds = {f'"{name}"': _kind(meta.fields_map[name]) for name in names}
    columns, tail = ", ".join(kinds), " ON CONFLICT DO NOTHING" if is_new else ""
    return (
        f'INSERT INTO "{meta.db_table}" ({columns}) SELECT {columns} FROM {table(1, kinds)}{tail}'  # noqa: S608
    )


def _kind(field: fields.Field[Any]) -> str:
    return str(field.get_for_dialect("postgres", "SQL_TYPE"))


@cache
def _times(model: type[Model]) -> list[str]:
    columns = model._meta.fields_map
    return [
        name for name in model._meta.fields_db_projection if columns[name].field_type is datetime
    ]


def _numbered(statements: Sequence[Statement]) -> tuple[list[str], list[Any]]:
    """Their texts, with the place holders of each after those before it, and all values."""
    texts: list[str] = []
    values: list[Any] = []
    for one in statements:
        texts.append(_shifted(one.sql, len(values)))
        values += one.values
    return texts, values


@lru_cache(maxsize=512)
def _shifted(sql: str, by: int) -> str:
    return re.sub(r"\$(\d+)", lambda found: f"${int(found[1]) + by}", sql)


# Of a list as of a number, PostgreSQL guesses how many there are; with a number it would plan each time anew.
_SEQUENCE = """
SELECT {n} AS n, nextval('"{table}_id_seq"') AS id FROM jsonb_array_elements(CAST(${at} AS JSONB))"""

_LAST = """
SELECT {n} AS n, 1 + told.value + (
  SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = '{table}') AS id
FROM json_each(${at}) AS told"""
