"""Many rows in one statement, with what the database made of them.

Tortoise's `bulk_create` tells no ids and sends a statement for every row on SQLite.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tortoise.models import Model

from events_svc.database import is_postgres, rows
from events_svc.database.raw import places

Record = Mapping[str, Any]

MOST_VALUES = 30_000  # of one statement; PostgreSQL and SQLite take 32,766


async def insert_all(
    model: type[Model], records: Sequence[Record], *, returning: Sequence[str] = ("id",)
) -> list[dict[str, Any]]:
    """Insert `records` (values by column, all with the same columns); the `returning` columns of each."""
    return await _insert(model, records, f"RETURNING {_listed(returning)}")


async def insert_new(
    model: type[Model], records: Sequence[Record], *, returning: Sequence[str] = ("id",)
) -> list[dict[str, Any]]:
    """Insert those of `records` that meet no row with the same unique values; what was inserted."""
    return await _insert(model, records, f"ON CONFLICT DO NOTHING RETURNING {_listed(returning)}")


async def insert_together(parts: Sequence[tuple[type[Model], Sequence[Record]]]) -> None:
    """Insert the records of several tables; on PostgreSQL in one way to the database and back."""
    written = [(model, records) for model, records in parts if records]
    count = sum(len(records) * len(records[0]) for _, records in written)
    if not is_postgres() or count > MOST_VALUES:
        for model, records in written:
            await insert_all(model, records)
        return
    statements: list[str] = []
    values: list[Any] = []
    for model, records in written:
        sql, own = _statement(model, records, "RETURNING 1", after=len(values))
        statements.append(f"part{len(statements)} AS ({sql})")
        values += own
    if statements:
        await rows(f"WITH {', '.join(statements)} SELECT 1", values)


async def _insert(model: type[Model], records: Sequence[Record], tail: str) -> list[dict[str, Any]]:
    most = MOST_VALUES // len(records[0]) if records else 1
    return [
        row
        for start in range(0, len(records), most)
        for row in await rows(*_statement(model, records[start : start + most], tail))
    ]


def _statement(
    model: type[Model], records: Sequence[Record], tail: str, *, after: int = 0
) -> tuple[str, list[Any]]:
    """The statement with its values; its place holders are numbered after the `after` before them."""
    names = list(records[0])
    fields = [model._meta.fields_map[name] for name in names]
    values = [
        field.to_db_value(record[name], model)
        for record in records
        for name, field in zip(names, fields, strict=True)
    ]
    each = [f"({places(names, after=after + row * len(names))})" for row in range(len(records))]
    table, columns = model._meta.db_table, _listed(names)
    sql = f'INSERT INTO "{table}" ({columns}) VALUES {", ".join(each)} {tail}'  # noqa: S608 columns
    return sql, values


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
