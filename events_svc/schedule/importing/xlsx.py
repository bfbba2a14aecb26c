"""A spreadsheet as rows of cells: python-calamine reads it, after its zip has been weighed.

calamine lays a sheet out as a full rectangle, and unpacks whatever it finds: so sizes, ratios, names and
the farthest cell are looked at first, as a stream. Formulas give the values that were saved with them;
links to other files, pictures and macros are never opened.
"""

import lzma
import re
import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

import python_calamine

from events_svc.schedule.importing.errors import Place, refused
from events_svc.schedule.importing.sheets import Row, Sheet

MOST_FILES = 2000
MOST_UNPACKED = 64 * 1024 * 1024
MOST_RATIO = 200  # a sheet of real cells packs to a tenth
MOST_SHEETS = 60
MOST_ROWS = 20_000
MOST_COLUMNS = 200
_SMALL = 1024 * 1024  # of what is smaller, the ratio does not matter
_CELL = re.compile(
    rb'<(?:\w{1,9}:)?(?:c|row|mergeCell)\b[^>]{0,200}?\br(?:ef)?="([A-Z]{0,9})([0-9]{1,9})'
)
_STEP = 256 * 1024
_BROKEN = (  # all that zipfile raises for zips that are none
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(ValueError, OSError, EOFError, NotImplementedError, RuntimeError, OverflowError),
)


def sheets(raw: bytes) -> list[Sheet]:
    """The visible sheets with their rows; raises FileRefused for what is no spreadsheet or a trick."""
    _weigh(raw)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(raw))
        names = [one.name for one in book.sheets_metadata if _is_shown(one)]
        return [_sheet(book.get_sheet_by_name(name)) for name in names]
    except (python_calamine.CalamineError, ValueError) as error:
        raise refused("This is no spreadsheet: {value}", str(error)[:100]) from error


def _weigh(raw: bytes) -> None:
    """Refuses a zip that is a bomb, names one file twice or leads out of itself, or has far cells."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            files = packed.infolist()
            _refuse_tricks(files)
            if "xl/workbook.xml" not in packed.namelist():
                raise refused("This is no spreadsheet: {value}", "xl/workbook.xml")
            left = MOST_UNPACKED
            for one in files:
                left -= _unpacked(packed, one, left)
    except _BROKEN as error:
        raise refused("This is no spreadsheet: {value}", str(error)[:100]) from error


def _refuse_tricks(files: list[zipfile.ZipInfo]) -> None:
    names = [one.filename for one in files]
    if len(names) > MOST_FILES or sum(name.startswith("xl/worksheets/") for name in names) > (
        2 * MOST_SHEETS
    ):
        raise refused("The spreadsheet has too many sheets or parts.")
    if len({*names}) < len(names):
        raise refused("The spreadsheet holds the same part twice.")
    for name in names:
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/"):
            raise refused("The spreadsheet has a part “{value}”.", name[:60])


def _unpacked(packed: zipfile.ZipFile, one: zipfile.ZipInfo, left: int) -> int:
    """The octets that a part really has, read as a stream and thrown away."""
    size, tail = 0, b""
    with packed.open(one) as stream:
        while step := stream.read(_STEP):
            size += len(step)
            if size > left or (size > _SMALL and size > MOST_RATIO * one.compress_size):
                raise refused("The spreadsheet becomes too large when unpacked.")
            _refuse_far_cells(tail + step, one.filename)
            tail = step[-250:]
    return size


def _refuse_far_cells(step: bytes, name: str) -> None:
    for column, row in _CELL.findall(step):
        if int(row) > MOST_ROWS:
            raise refused("The sheet has more than {value} rows.", str(MOST_ROWS), _of(name))
        if column and (len(column) > 2 or _number(column) > MOST_COLUMNS):
            raise refused("The sheet has more than {value} columns.", str(MOST_COLUMNS), _of(name))


def _of(name: str) -> Place:
    return Place(sheet=name.rpartition("/")[2])


def _number(column: bytes) -> int:
    number = 0
    for octet in column:
        number = 26 * number + octet - 64
    return number


def _is_shown(one: "python_calamine.SheetMetadata") -> bool:
    is_sheet = one.typ == python_calamine.SheetTypeEnum.WorkSheet
    return bool(is_sheet and one.visible == python_calamine.SheetVisibleEnum.Visible)


def _sheet(sheet: "python_calamine.CalamineSheet") -> Sheet:
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise refused(
            "The sheet has more than {value} rows.", str(MOST_ROWS), Place(sheet=sheet.name)
        )
    grid = sheet.to_python(skip_empty_area=False)
    rows = [Row(at + 1, [_cell(value) for value in cells]) for at, cells in enumerate(grid)]
    for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])[:MOST_ROWS]:
        _spread(rows, top, min(bottom, len(rows) - 1), (left, right))
    return Sheet(sheet.name[:60], rows)


def _spread(rows: list[Row], top: int, bottom: int, columns: tuple[int, int]) -> None:
    """Every row of a merged cell says what its first row says; across, the first column does."""
    left = columns[0]
    if top >= len(rows) or left >= len(rows[top].cells):
        return
    for row in rows[top + 1 : bottom + 1]:
        if row.cells[left] == "":
            row.cells[left] = rows[top].cells[left]
            row.merged.add(left)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, bool) else value
