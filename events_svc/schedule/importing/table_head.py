"""Where the rows of a table begin, and what its columns say."""

from datetime import date, time

from events_svc.schedule.importing import cells
from events_svc.schedule.importing.errors import Place, Unreadable
from events_svc.schedule.importing.gather import Gathering
from events_svc.schedule.importing.headers import columns
from events_svc.schedule.importing.sheets import Cell, Row, Sheet, letter

PASTED = {"time": 0, "title": 1, "speaker": 2, "affiliation": 3}  # without a header
_LOOKED_AT = 50  # rows in which a time must stand when there is no header


def below_head(
    sheet: Sheet, found: Gathering, first: date | None
) -> tuple[dict[str, int], list[Row]]:
    """The columns by what they say, and the rows below the header, with the days above it.

    Without a header all rows, where times stand in the first column; else none. What nobody
    understands is told.
    """
    for at, row in enumerate(sheet.rows):
        known = columns(row.cells)
        if known:
            _pass_over(row, known, sheet, found)
            days = [one for one in sheet.rows[:at] if _is_day(one, first)]
            return known, [*days, *sheet.rows[at + 1 :]]
    if not any(_is_timed(row) for row in sheet.rows[:_LOOKED_AT]):
        if any(row.filled for row in sheet.rows):
            found.odd("This sheet has no topics: it is passed over.", "", Place(sheet=sheet.name))
        return {}, []
    reason = "There is no header: time, topic, speaker and organisation are taken for granted."
    found.odd(reason, "", Place(sheet=sheet.name))
    return PASTED, sheet.rows


def is_time(cell: Cell) -> bool:
    """Whether the cell says a time of the day."""
    try:
        return cells.when(cell) is not None
    except Unreadable:
        return False


def _pass_over(header: Row, known: dict[str, int], sheet: Sheet, found: Gathering) -> None:
    used = {*known.values()}
    for at, cell in enumerate(header.cells):
        if cell != "" and at not in used and at not in header.merged:
            place = Place(header.number, sheet=sheet.name, column=letter(at))
            found.odd("The column “{value}” is passed over.", str(cell)[:60], place)


def _is_day(row: Row, first: date | None) -> bool:
    try:
        return len(row.filled) == 1 and cells.day_of(row.filled[0], first) is not None
    except Unreadable:
        return False


def _is_timed(row: Row) -> bool:
    return len(row.cells) > 1 and isinstance(row.cells[0], str | time) and is_time(row.cells[0])
