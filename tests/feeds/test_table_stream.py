import csv
import io
import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from events_svc.feeds.table_stream import Cell, csv_stream, xlsx_stream

pytestmark = pytest.mark.engineless
HEAD = ["name", "n", "amount", "day", "at", "none"]
ROW: list[Cell] = [
    "=1+1 䶮 <&> \x01",
    7,
    Decimal("680.50"),
    date(2026, 11, 23),
    datetime(2026, 11, 23, 1, tzinfo=UTC),
    None,
]


async def times(count: int) -> AsyncIterator[list[Cell]]:
    for _ in range(count):
        yield ROW


async def whole(stream: AsyncIterator[bytes]) -> bytes:
    return b"".join([part async for part in stream])


async def test_csv_says_what_the_rows_say_and_computes_nothing() -> None:
    made = (await whole(csv_stream(HEAD, times(1)))).decode("utf-8-sig")
    assert [*csv.reader(io.StringIO(made))] == [
        HEAD,
        ["'=1+1 䶮 <&> \x01", "7", "680.50", "2026-11-23", "2026-11-23T01:00:00+00:00", ""],
    ]


async def test_a_workbook_of_two_sheets_is_read_by_another_program() -> None:
    made = await whole(xlsx_stream([("一", HEAD, times(2)), ("b & c", ["x"], times(0))]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))
    assert book.sheet_names == ["一", "b & c"]
    row = ["=1+1 䶮 <&> ", 7.0, 680.5, "2026-11-23", "2026-11-23T01:00:00+00:00"]
    assert book.get_sheet_by_name("一").to_python() == [HEAD, [*row, ""], [*row, ""]]
    assert book.get_sheet_by_name("b & c").to_python() == [["x"]]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_memory_does_not_grow_with_the_rows(form: str) -> None:
    tracemalloc.start()
    rows = times(4_000)
    stream = csv_stream(HEAD, rows) if form == "csv" else xlsx_stream([("a", HEAD, rows)])
    size = sum([len(part) async for part in stream])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 4_000
    assert peak < 1_000_000
