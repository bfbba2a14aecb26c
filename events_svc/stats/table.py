"""A table of readings as CSV: understood as a whole, or refused with row and column. Pure.

Long: a line a figure, with the columns figure and value. Wide: a line a link, with a column for each
figure, by our name of it or the platform's own (`total_audience_count`).
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

from events_svc.stats.metrics import METRICS
from events_svc.stats.notices import FIGURES

MOST_BYTES = 600_000
MOST_LINES = 2_000
MOST_WRONG = 20

_NAMES = {
    "source": {"source", "link", "id", "链接编号", "编号"},
    "url": {"url", "address", "链接", "地址", "网址"},
    "metric": {"metric", "figure", "指标", "数字"},
    "value": {"value", "count", "数值", "数量"},
    "read_at": {"read_at", "read", "observed_at", "time", "date", "读取时间", "时间", "日期"},
    "evidence": {"evidence", "证据", "凭证"},
    "reason": {"reason", "note", "说明", "备注"},
}
_HIDDEN = {"hidden", "隐藏", "--", "—", "–", "null"}
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\Z")

# Why a table is refused; the words are keys of the catalogue.
NO_TABLE = "This is no table: a first line with the names of the columns is needed."
TOO_LONG = "At most 2,000 lines and 600 KB, please."
NO_LINK = "A column with the link is needed: source (its number) or url."
NO_TIME = "A column with the time of reading is needed: read_at."
NO_VALUE = "A column with the value is needed: value, or one named after a figure."
NOT_NAMED = "Please name the link."
NO_NUMBER = "A whole number, or the word hidden, please: “{value}”"
NO_MOMENT = "A day or a time like 2026-08-26 10:00, please: “{value}”"
NO_METRIC = "There is no figure “{value}” in the ledger."
NO_SOURCE = "There is no such link among yours: “{value}”"
TWO_SOURCES = "Several links have this address; please name the link by its number: “{value}”"
IN_THE_FUTURE = "A counter cannot have been read in the future."


@dataclass(frozen=True, slots=True)
class Wrong:
    """What cannot be used, in which line of the file (the first is 1) and under which name of a column."""

    line: int
    column: str
    reason: str
    value: str = ""


class TableWrong(Exception):
    """This table cannot be used, and nothing was stored."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        super().__init__(wrong)
        self.wrong = list(wrong[:MOST_WRONG])


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


@dataclass(frozen=True, slots=True)
class _Head:
    """Where each column stands; `figures`: place, name and metric of the wide ones."""

    places: dict[str, int]
    names: list[str]
    figures: list[tuple[int, str, str]]


def read(raw: bytes, *, timezone: str) -> list[Line]:
    """The lines of the table, times without a zone in `timezone`; raises TableWrong."""
    rows = _rows(raw)
    head = _head(rows[0][1])
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


def _rows(raw: bytes) -> list[tuple[int, list[str]]]:
    if len(raw) > MOST_BYTES:
        raise TableWrong([Wrong(1, "", TOO_LONG)])
    text = _decoded(raw)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((reader.line_num, [cell.strip() for cell in cells]))
    except csv.Error as error:
        raise TableWrong([Wrong(reader.line_num, "", NO_TABLE)]) from error
    if len(found) < 2:
        raise TableWrong([Wrong(1, "", NO_TABLE)])
    if len(found) > MOST_LINES + 1:
        raise TableWrong([Wrong(MOST_LINES + 2, "", TOO_LONG)])
    return found


def _decoded(raw: bytes) -> str:
    """UTF-8 with or without a mark, or what Chinese spreadsheets write."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableWrong([Wrong(1, "", NO_TABLE)])


def _head(cells: Sequence[str]) -> _Head:
    places: dict[str, int] = {}
    figures = []
    for place, name in enumerate(cells):
        key = name.strip().lower()
        known = next((column for column, names in _NAMES.items() if key in names), None)
        if known is not None:
            places.setdefault(known, place)
        elif metric := _metric(key):
            figures.append((place, name, metric))
    if not places.keys() & {"source", "url"}:
        raise TableWrong([Wrong(1, "source", NO_LINK)])
    if "read_at" not in places:
        raise TableWrong([Wrong(1, "read_at", NO_TIME)])
    if "value" not in places and not figures:
        raise TableWrong([Wrong(1, "value", NO_VALUE)])
    return _Head(places, [*cells], figures)


def _metric(name: str) -> str | None:
    """The metric of that name: our key or words for it, or a platform's."""
    for metric, words in METRICS.items():
        if name in {metric, *(one.lower() for one in words.values())}:
            return metric
    return next((named[name] for named in FIGURES.values() if name in named), None)


def _line(head: _Head, number: int, cells: Sequence[str], timezone: str) -> Line:
    row = _Row(head, number, cells)
    source, url = row.at("source"), row.at("url")
    if not source and not url:
        row.refuse("source" if "source" in head.places else "url", NOT_NAMED)
    if source and not (source.isascii() and source.isdigit() and len(source) < 19):
        row.refuse("source", NO_SOURCE, source)
    line = Line(
        number=number,
        source_id=int(source) if source else None,
        url=url,
        read_at=_moment(row, timezone),
        cells=tuple(_cells(row)),
        evidence=row.at("evidence")[:1000],
        reason=row.at("reason")[:300],
    )
    return line


class _Row:
    """A line under its head."""

    def __init__(self, head: _Head, number: int, cells: Sequence[str]) -> None:
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
        named = _metric(given) if given else "views"
        if named is None:
            row.refuse("metric", NO_METRIC, given)
        made.append(Cell("value", named, _value(row, "value", row.at("value"))))
    if not made:
        row.refuse("value", NO_NUMBER)
    return made


def _value(row: _Row, column: str, words: str) -> int | None:
    if words.lower() in _HIDDEN:
        return None
    digits = re.sub(r"(?<=\d)[,\s\u00a0\u202f](?=\d{3}(?!\d))", "", words)
    is_count = digits.isascii() and digits.isdigit() and len(digits) <= 16
    if not is_count or int(digits) > 2**53:
        row.refuse(column, NO_NUMBER, words)
    return int(digits)


def _moment(row: _Row, timezone: str) -> datetime:
    words = row.at("read_at").replace("/", "-")
    try:
        if _DAY.match(words):
            at = datetime.strptime(words, "%Y-%m-%d").replace(tzinfo=ZoneInfo(timezone))
        else:
            at = datetime.fromisoformat(words)
        at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(timezone))
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        row.refuse("read_at", NO_MOMENT, row.at("read_at"))
