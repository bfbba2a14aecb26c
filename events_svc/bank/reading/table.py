"""A bank's table (CSV, XLSX, pasted) as lines: below its header, whatever stands above it. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from events_svc.bank.reading import cells, headers
from events_svc.bank.reading.lines import Read, ReadLine
from events_svc.schedule.importing.errors import FileRefused, Place, Problem, Unreadable, refused
from events_svc.schedule.importing.sheets import Cell, Row, Sheet, letter

Found = TypeVar("Found")

MOST_LINES = 20_000
MOST_PROBLEMS = 20
_LOOKED_AT = 60  # rows in which the header must stand
_SAMPLE = 6
_SUMS = re.compile(r"(?i)合计|总计|小计|总笔数|total|本页")


@dataclass(frozen=True, slots=True)
class Table:
    """The sheet with its header found: what each column means, and the rows below."""

    sheet: Sheet
    head: Row
    meanings: tuple[str, ...]
    rows: Sequence[Row]

    def cell(self, row: Row, meaning: str) -> Cell:
        """The row's cell under the column with this meaning; empty where there is none."""
        if meaning not in self.meanings:
            return ""
        at = self.meanings.index(meaning)
        return row.cells[at] if at < len(row.cells) else ""

    def remarks(self, row: Row) -> str:
        """All that the remarks of the row say, each once."""
        said = [
            cells.words(row.cells[at])
            for at, meaning in enumerate(self.meanings)
            if meaning == "remark" and at < len(row.cells)
        ]
        return " · ".join(dict.fromkeys(one for one in said if one))

    def place(self, row: Row, meaning: str) -> Place:
        column = letter(self.meanings.index(meaning)) if meaning in self.meanings else ""
        return Place(row.number, sheet=self.sheet.name, column=column)


def read(sheets: Sequence[Sheet], *, currency: str, chosen: Sequence[str] = ()) -> Read:
    """The lines of the first sheet that has a header; `chosen` are the meanings of its columns where a
    person named them. Raises FileRefused with row and column.
    """
    table = _found(sheets, chosen)
    problems: list[Problem] = []
    lines = []
    for row in table.rows[: MOST_LINES + 1]:
        try:
            line = _line(table, row, currency)
        except _WrongCell as wrong:
            problems.append(Problem(wrong.reason, wrong.value, table.place(row, wrong.meaning)))
            if len(problems) >= MOST_PROBLEMS:
                break
            continue
        if line is not None:
            lines.append(line)
    if problems:
        raise FileRefused(problems)
    if len(table.rows) > MOST_LINES:
        raise refused("The file has too many lines.")
    if not lines:
        raise refused("There is no line with an amount.")
    return Read("table", lines, columns=table.meanings, sample=_sample(table))


class _WrongCell(Exception):
    def __init__(self, meaning: str, error: Unreadable) -> None:
        super().__init__(meaning)
        self.meaning, self.reason, self.value = meaning, error.reason, error.value


def _found(sheets: Sequence[Sheet], chosen: Sequence[str]) -> Table:
    for sheet in sheets:
        for at, row in enumerate(sheet.rows[:_LOOKED_AT]):
            meanings = headers.guessed(row.cells)
            if headers.is_header(meanings) or (chosen and _might_be(row, meanings, chosen)):
                said = tuple(chosen) if chosen else tuple(meanings)
                _refuse_unless_enough(said, row)
                return Table(sheet, row, said, sheet.rows[at + 1 :])
    raise refused("There is no header with a day, an amount, and a payer or a remark.")


def _might_be(row: Row, meanings: Sequence[str], chosen: Sequence[str]) -> bool:
    """A header that only a person understands: as wide as what was chosen, and all of words."""
    return len(row.cells) == len(chosen) and len(row.filled) >= max(3, sum(map(bool, meanings)))


def _refuse_unless_enough(meanings: Sequence[str], row: Row) -> None:
    if not headers.is_header(meanings):
        raise refused(
            "There is no header with a day, an amount, and a payer or a remark.",
            place=Place(row.number),
        )


def _line(table: Table, row: Row, currency: str) -> ReadLine | None:
    """The row as a line; none for what is blank, or a sum of others."""
    if not row.filled or any(isinstance(one, str) and _SUMS.match(one) for one in row.filled):
        return None
    said = cells.words(table.cell(row, "currency"))
    theirs = _currency(said, currency)
    amount = _amount(table, row, theirs)
    day = _read(table, row, "day", cells.day)
    if amount is None or amount == 0:
        return None
    if day is None:
        raise _WrongCell("day", Unreadable("There is no day."))
    apart = [cells.words(table.cell(row, name)) for name in ("time", "day", "balance")]
    return ReadLine(
        number=row.number,
        day=day,
        amount_minor=amount,
        currency=theirs,
        payer=cells.words(table.cell(row, "payer"))[:200],
        payer_account=cells.words(table.cell(row, "payer_account"))[:64],
        remark=table.remarks(row)[:1000],
        bank_reference=cells.words(table.cell(row, "bank_reference"))[:120],
        apart="|".join(apart),
    )


def _amount(table: Table, row: Row, currency: str) -> int | None:
    """What came, or minus what left; raises _WrongCell where the row says both, or its direction not."""
    came = _money(table, row, "credit", currency)
    left = _money(table, row, "debit", currency)
    if came and left:
        raise _WrongCell("debit", Unreadable("Money came and left in one line."))
    if came or left:
        return came or -abs(left or 0)
    amount = _money(table, row, "amount", currency)
    if not amount:
        return None
    sign = _read(table, row, "direction", cells.direction)
    if sign is None and "direction" in table.meanings:
        raise _WrongCell("direction", Unreadable("Whether money came or left is not said."))
    return amount if sign is None else sign * abs(amount)


def _money(table: Table, row: Row, meaning: str, currency: str) -> int | None:
    return _read(table, row, meaning, lambda cell: cells.amount(cell, currency))


def _read(table: Table, row: Row, meaning: str, understood: Callable[[Cell], Found]) -> Found:
    try:
        return understood(table.cell(row, meaning))
    except Unreadable as error:
        raise _WrongCell(meaning, error) from error


def _currency(said: str, ours: str) -> str:
    names = {
        "人民币": "CNY",
        "人民币元": "CNY",
        "RMB": "CNY",
        "01": "CNY",
        "美元": "USD",
        "港币": "HKD",
        "欧元": "EUR",
    }
    plain = said.upper()
    return names.get(plain, plain[:3] if re.fullmatch(r"[A-Z]{3}", plain) else ours)


def _sample(table: Table) -> list[list[str]]:
    rows = [table.head, *[row for row in table.rows if row.filled][:_SAMPLE]]
    width = len(table.meanings)
    return [[cells.words(cell)[:60] for cell in (row.cells + [""] * width)[:width]] for row in rows]
