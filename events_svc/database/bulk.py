"""Many rows in one statement, with what the database made of them.

Tortoise's `bulk_create` tells no ids and sends a statement for every row on SQLite.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tortoise.models import Model

from events_svc.database import rows
from events_svc.database.raw import Step, places

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


def insertion(model: type[Model], records: Sequence[Record]) -> Step:
    """The step that inserts `records`, of which there is one at least and at most `MOST_VALUES` values."""
    sql, values = _statement(model, records, "")
    return Step(sql, values, len(records))


async def _insert(model: type[Model], records: Sequence[Record], tail: str) -> list[dict[str, Any]]:
    most = MOST_VALUES // len(records[0]) if records else 1
    return [
        row
        for start in range(0, len(records), most)
        for row in await rows(*_statement(model, records[start : start + most], tail))
    ]


def _statement(model: type[Model], records: Sequence[Record], tail: str) -> tuple[str, list[Any]]:
    names = list(records[0])
    fields = [model._meta.fields_map[name] for name in names]
    values = [
        field.to_db_value(record[name], model)
        for record in records
        for name, field in zip(names, fields, strict=True)
    ]
    each = [f"({places(names, after=row * len(names))})" for row in range(len(records))]
    table, columns = model._meta.db_table, _listed(names)
    sql = f'INSERT INTO "{table}" ({columns}) VALUES {", ".join(each)} {tail}'  # noqa: S608 columns
    return sql, values


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
