"""Goes down one sheet: finds the header, keeps day, time and heading for the rows below.

Days may be a column, headings between the rows, or the name of the sheet. A row without a topic names
one more speaker of the row above; so does a topic merged over several rows.
"""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from events_svc.schedule.importing import cells
from events_svc.schedule.importing.errors import Place, Unreadable
from events_svc.schedule.importing.gather import Gathering
from events_svc.schedule.importing.headers import columns
from events_svc.schedule.importing.sheets import Cell, Row, Sheet
from events_svc.schedule.importing.table_head import below_head, is_time
from events_svc.schedule.importing.table_rows import Item, cell_text

Found = TypeVar("Found")


class SheetReader:
    """Goes down one sheet; the day, the time and the heading hold until another comes."""

    def __init__(self, sheet: Sheet, found: Gathering, first: date | None) -> None:
        self.sheet, self.found, self.first = sheet, found, first
        self.columns: dict[str, int] = {}
        self.day: date | None = None
        self.heading = ""
        self.read: list[Item] = []

    def items(self) -> list[Item]:
        """The items of the sheet in their order."""
        with self.found.at(Place(sheet=self.sheet.name)):
            self.day = cells.day_of(self.sheet.name, self.first)
        if self.sheet.encoding:
            self.found.odd("This is no UTF-8: it is read as {value}.", self.sheet.encoding)
        self.columns, rows = below_head(self.sheet, self.found, self.first)
        for row in rows:
            with self.found.at(self._place(row)):
                self._take(row)
        return self.read

    def _take(self, row: Row) -> None:
        filled = row.filled
        if not filled or columns(row.cells):
            return
        if len(filled) == 1 and self._is_heading(row, filled[0]):
            return
        if not self._said(row, "title", "title_zh", "title_en"):
            self._add_speaker(row)
            return
        if not self._continues(row):
            self.read.append(self._item(row))

    def _is_heading(self, row: Row, cell: Cell) -> bool:
        """A line of its own is a day, or names what follows; a topic alone is no heading."""
        day = cells.day_of(cell, self.first)
        if day is not None:
            self.day, self.heading = day, ""
            return True
        is_topic = row.cells.index(cell) == self.columns.get("title") != 0
        if isinstance(cell, str) and not is_topic and not is_time(cell):
            self.heading = "" if cell.strip() in {"上午", "下午", "晚上"} else cell_text(cell)
            return True
        return False

    def _continues(self, row: Row) -> bool:
        """A topic merged over several rows is one session with several speakers."""
        at = self.columns.get("title", self.columns.get("title_zh", -1))
        if at in row.merged and self.read:
            self._add_speaker(row)
            return True
        return False

    def _add_speaker(self, row: Row) -> None:
        if not self.read:
            raise Unreadable("There is no title.")
        if self._said(row, "speaker"):
            self.read[-1].people.append(
                (self._text(row, "speaker"), self._text(row, "affiliation"))
            )
        elif self._said(row, "time", "start"):
            raise Unreadable("There is no title.")

    def _item(self, row: Row) -> Item:
        found = self._when(row)
        day = self._day(row) or (found and found.day) or self.day or self._first_day(row)
        last = self.read[-1] if self.read else None
        if found is None and (last is None or last.day != day):
            raise Unreadable("There is no time.")
        if found is None and last is not None:
            self.found.odd(
                "No time is written: that of the row above is taken.", "", self._place(row)
            )
            found = cells.When(last.start, last.end)
        assert found is not None
        texts = {name: self._text(row, name) for name in self.columns}
        people = [(texts.get("speaker", ""), texts.get("affiliation", ""))]
        length = self._column(row, "length", cells.length)
        return Item(
            self._place(row), day, found.start, found.end, length, texts, people, self.heading
        )

    def _first_day(self, row: Row) -> date:
        """Where no day is written at all, it is the first of the event."""
        if self.first is None:
            raise Unreadable("There is no day.")
        self.day = self.first
        reason = "No day is written: {value} is taken."
        self.found.odd(reason, self.first.isoformat(), self._place(row))
        return self.first

    def _when(self, row: Row) -> cells.When | None:
        found = self._column(row, "start" if "start" in self.columns else "time", self._time)
        end = self._column(row, "end", self._time) if "end" in self.columns else None
        return cells.When(found.start, end.start, found.day) if found and end else found

    def _time(self, cell: Cell) -> cells.When | None:
        return cells.when(cell, self.first)

    def _day(self, row: Row) -> date | None:
        """The day of its column; an empty cell means the day above."""
        at = self.columns.get("day")
        cell = row.cells[at] if at is not None and at < len(row.cells) else ""
        if cell == "":
            return None
        day = cells.day_of(cell, self.first)
        if day is None:
            raise Unreadable("The day “{value}” cannot be read.", str(cell))
        self.day = day
        return day

    def _column(self, row: Row, name: str, understood: Callable[[Cell], Found]) -> Found | None:
        at = self.columns.get(name)
        return understood(row.cells[at]) if at is not None and at < len(row.cells) else None

    def _said(self, row: Row, *names: str) -> bool:
        return any(self._text(row, name) for name in names)

    def _text(self, row: Row, name: str) -> str:
        at = self.columns.get(name)
        return cell_text(row.cells[at]) if at is not None and at < len(row.cells) else ""

    def _place(self, row: Row) -> Place:
        return Place(row.number, sheet=self.sheet.name)
