"""Rows that beats make, many at a time, unless they are there already: who made one learns that he was first.

`bulk.insert_new` is for a few: its text is made anew for each number of rows, each value is converted, and
on SQLite each row that it returns is a step of its own, after which a busy event loop keeps the interpreter
for half a millisecond. Here a text is made once, times come as milliseconds, and numbers come back as JSON.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from events_svc.database import execute, is_postgres, rows
from events_svc.stats.turns import slices

MOST = 400  # rows of a statement: their values are made ready in one go

# Of milliseconds, on PostgreSQL and on SQLite; there a time is text, and an hour as Tortoise writes it.
_FUNCTIONS = {
    "time_of": (
        "to_timestamp({} / 1000.0)",
        "strftime('%Y-%m-%d %H:%M:%f000+00:00', {} / 1000.0, 'unixepoch')",
    ),
    "hour_of": (
        "to_timestamp({} / 1000.0)",
        "strftime('%Y-%m-%d %H:%M:%S+00:00', {} / 1000, 'unixepoch')",
    ),
    "day_of": (
        "(to_timestamp({} / 1000.0) AT TIME ZONE 'UTC')::date",
        "date({} / 1000, 'unixepoch')",
    ),
    "bytes_of": ("{}::bytea", "CAST({} AS BLOB)"),
}


class Once:
    """A table of which each row stands there once by its `unique` columns.

    A row is given by its number and the `given` values (name and PostgreSQL's type); its `columns` are SQL
    over them, as `v.name`, or `time_of(v.name)` and its like.
    """

    def __init__(
        self,
        table: str,
        given: Mapping[str, str],
        columns: Mapping[str, str],
        unique: Sequence[str],
    ) -> None:
        self._table, self._columns, self._unique = f'"{table}"', columns, unique
        self._given = {"n": "int", **given}
        self._insert = (
            f"INSERT INTO {self._table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} "  # noqa: S608 our columns
            "FROM v WHERE v.n IS NOT NULL ON CONFLICT DO NOTHING"
        )

    async def insert(self, values: Sequence[Sequence[Any]]) -> None:
        """Make the rows that are not there; of each the number and the `given` values."""
        for some in slices(values, MOST):
            await execute(*self._statement(self._insert, some))

    async def insert_new(self, values: Sequence[Sequence[Any]]) -> list[int]:
        """The same, within a transaction; the numbers of those that were not there."""
        made: list[int] = []
        for some in slices(values, MOST):
            made += await (self._made_postgres if is_postgres() else self._made_sqlite)(some)
        return made

    async def _made_postgres(self, values: Sequence[Sequence[Any]]) -> list[int]:
        keys = ", ".join(self._unique)
        same = " AND ".join(f"made.{name} = {self._columns[name]}" for name in self._unique)
        made = f"made AS ({self._insert} RETURNING {keys}) SELECT v.n FROM v JOIN made ON {same}"  # noqa: S608
        return [row["n"] for row in await rows(*self._statement(f", {made}", values))]

    async def _made_sqlite(self, values: Sequence[Sequence[Any]]) -> list[int]:
        """(One transaction writes at a time: what is not there is not there when it is inserted.)"""
        same = " AND ".join(f"t.{name} = {self._columns[name]}" for name in self._unique)
        there = f"EXISTS (SELECT 1 FROM {self._table} AS t WHERE {same})"  # noqa: S608
        asked = f"SELECT json_group_array(v.n) AS new FROM v WHERE v.n IS NOT NULL AND NOT {there}"  # noqa: S608
        found = await rows(*self._statement(asked, values))
        new = {*msgspec.json.decode(found[0]["new"])}
        if new:
            await execute(*self._statement(self._insert, [one for one in values if one[0] in new]))
        return [*new]

    def _statement(self, sql: str, values: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
        if is_postgres():
            return _on_postgres(sql, tuple(self._given.items())), [
                *map(list, zip(*values, strict=True))
            ]
        count = (
            1 << (len(values) - 1).bit_length()
        )  # of few sizes: a statement is parsed once for each
        flat = [value for one in values for value in one]
        flat += [None] * (len(self._given) * (count - len(values)))
        return _on_sqlite(sql, tuple(self._given), count), flat


@lru_cache
def _on_postgres(sql: str, given: Sequence[tuple[str, str]]) -> str:
    arrays = (f"${number}::{kind}[]" for number, (_, kind) in enumerate(given, 1))
    names = ", ".join(name for name, _ in given)
    return f"WITH v({names}) AS (SELECT * FROM unnest({', '.join(arrays)})) {_told(sql, 0)}"  # noqa: S608


@lru_cache
def _on_sqlite(sql: str, given: Sequence[str], count: int) -> str:
    each = f"({', '.join('?' * len(given))})"
    values = ", ".join([each] * count)
    return f"WITH v({', '.join(given)}) AS (VALUES {values}) {_told(sql, 1)}"


def _told(sql: str, engine: int) -> str:
    def put(found: re.Match[str]) -> str:
        return _FUNCTIONS[found[1]][engine].format(found[2])

    return re.sub(rf"({'|'.join(_FUNCTIONS)})\(([\w.']+)\)", put, sql)
