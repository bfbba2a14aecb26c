"""A table of readings as CSV: understood as a whole, or refused with row and column. Pure.

Long: a line a figure, with the columns figure and value. Wide: a line a link, with a column for each
figure, by our name of it or the platform's own (`total_audience_count`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

from events_svc import clock
from events_svc.stats import table_faults as faults
from events_svc.stats.table_faults import TableWrong, Wrong
from events_svc.stats.table_head import Head, head_of, metric_of, rows_of

_HIDDEN = {"hidden", "隐藏", "--", "—", "–", "null"}
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\Z")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that was read: None = hidden."""

    column: str
    metric: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """What one line says of one link, named by number or by address."""

    number: int
    source_id: int | None
    url: str
    read_at: datetime
    cells: tuple[Cell, ...]
    evidence: str = ""
    reason: str = ""


def read(raw: bytes, *, timezone: str) -> list[Line]:
    """The lines of the table, times without a zone in `timezone`; raises TableWrong."""
    rows = rows_of(raw)
    head = head_of(rows[0][1])
    wrong: list[Wrong] = []
    lines = []
    for number, cells in rows[1:]:
        try:
            lines.append(_line(head, number, cells, timezone))
        except TableWrong as error:
            wrong += error.wrong
    if wrong:
        raise TableWrong(wrong)
    return lines


def _line(head: Head, number: int, cells: Sequence[str], timezone: str) -> Line:
    row = _Row(head, number, cells)
    source, url = row.at("source"), row.at("url")
    if not source and not url:
        row.refuse("source" if "source" in head.places else "url", faults.NOT_NAMED)
    if source and not (source.isascii() and source.isdigit() and len(source) < 19):
        row.refuse("source", faults.NO_SOURCE, source)
    return Line(
        number=number,
        source_id=int(source) if source else None,
        url=url,
        read_at=_moment(row, timezone),
        cells=tuple(_cells(row)),
        evidence=row.at("evidence")[:1000],
        reason=row.at("reason")[:300],
    )


class _Row:
    """A line under its head."""

    def __init__(self, head: Head, number: int, cells: Sequence[str]) -> None:
        self.head, self.number, self._cells = head, number, cells

    def at(self, column: str) -> str:
        place = self.head.places.get(column)
        return self.cell(place) if place is not None else ""

    def cell(self, place: int) -> str:
        return self._cells[place] if place < len(self._cells) else ""

    def refuse(self, column: str, reason: str, value: str = "") -> NoReturn:
        place = self.head.places.get(column)
        name = self.head.names[place] if place is not None else column
        raise TableWrong([Wrong(self.number, name, reason, value[:40])])


def _cells(row: _Row) -> list[Cell]:
    made = []
    for place, name, metric in row.head.figures:
        if row.cell(place):
            made.append(Cell(name, metric, _value(row, name, row.cell(place))))
    if "value" in row.head.places and (row.at("value") or not made):
        given = row.at("metric").lower()
        named = metric_of(given) if given else "views"
        if named is None:
            row.refuse("metric", faults.NO_METRIC, given)
        made.append(Cell("value", named, _value(row, "value", row.at("value"))))
    if not made:
        row.refuse("value", faults.NO_NUMBER)
    return made


def _value(row: _Row, column: str, words: str) -> int | None:
    if words.lower() in _HIDDEN:
        return None
    digits = re.sub(r"(?<=\d)[,\s\u00a0\u202f](?=\d{3}(?!\d))", "", words)
    is_count = digits.isascii() and digits.isdigit() and len(digits) <= 16
    if not is_count or int(digits) > 2**53:
        row.refuse(column, faults.NO_NUMBER, words)
    return int(digits)


def _moment(row: _Row, timezone: str) -> datetime:
    words = row.at("read_at").replace("/", "-")
    try:
        if _DAY.match(words):
            at = datetime.strptime(words, "%Y-%m-%d").replace(tzinfo=ZoneInfo(timezone))
        else:
            at = datetime.fromisoformat(words)
        at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(timezone))
    except ValueError:
        row.refuse("read_at", faults.NO_MOMENT, row.at("read_at"))
    if not clock.is_tellable(at):
        row.refuse("read_at", faults.NO_MOMENT, row.at("read_at"))
    return at.astimezone(UTC)
