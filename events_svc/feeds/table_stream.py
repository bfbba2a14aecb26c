"""Tables of any length as a stream of bytes, CSV or a workbook: memory stays bounded, whatever is written.

A workbook (ECMA-376) is a zip of XML that is written row by row; every text is an inline string, so that
nothing becomes a formula.
"""

import csv
import io
import zipfile
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from events_svc.feeds.schedule_csv import safe

Cell = str | int | float | Decimal | date | datetime | None
Rows = AsyncIterator[Sequence[Cell]]

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STEP = 64 * 1024
_BOM = "\ufeff"  # without it spreadsheets take UTF-8 for something else


async def csv_stream(head: Sequence[str], rows: Rows) -> AsyncIterator[bytes]:
    """The rows as CSV in UTF-8; cells that look like formulas get an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    out.write(_BOM)
    writer.writerow(head)
    async for row in rows:
        writer.writerow([safe(_plain(cell)) for cell in row])
        if out.tell() >= _STEP:
            yield _taken(out)
    yield _taken(out)


async def xlsx_stream(sheets: Sequence[tuple[str, Sequence[str], Rows]]) -> AsyncIterator[bytes]:
    """A workbook of sheets: (name, names of the columns, rows)."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed:
        for name, text in _frame([name for name, _, _ in sheets]):
            packed.writestr(name, text)
        for number, (_, head, rows) in enumerate(sheets, 1):
            with packed.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as sheet:
                sheet.write(_SHEET_HEAD + _row(head, style=' s="1"').encode())
                async for row in rows:
                    sheet.write(_row(row).encode())
                    if sink.size >= _STEP:
                        yield sink.taken()
                sheet.write(b"</sheetData></worksheet>")
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Where the zip is written to: only forwards, and taken away as it grows."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, part: object) -> int:
        raw = bytes(part)  # type: ignore[call-overload]  # whatever has a buffer
        self._parts.append(raw)
        self.size += len(raw)
        return len(raw)

    def taken(self) -> bytes:
        made, self._parts, self.size = b"".join(self._parts), [], 0
        return made


def _taken(out: io.StringIO) -> bytes:
    made = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return made


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    return "" if cell is None else cell


def _row(cells: Sequence[Cell], *, style: str = "") -> str:
    return f"<row>{''.join(_cell(cell, style) for cell in cells)}</row>"


def _cell(cell: Cell, style: str) -> str:
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return f"<c{style}><v>{cell}</v></c>"
    said = _plain(cell)
    words = str(said.isoformat() if isinstance(said, date) else said)[:32_000]
    if not words:
        return "<c/>"
    kept = "".join(one for one in words if one >= " " or one in "\t\n\r")
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{escape(kept)}</t></is></c>'


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET_HEAD = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
    '</sheetViews><sheetFormatPr defaultRowHeight="15" defaultColWidth="18"/><sheetData>'
).encode()


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What a workbook needs beside its sheets."""
    numbers = range(1, len(names) + 1)
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{parts}</Types>',
    )
    yield "_rels/.rels", _relations([("rId1", "officeDocument", "xl/workbook.xml")])
    listed = "".join(
        f'<sheet name={quoteattr(name[:31])} sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
    )
    told = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*told, ("rIdS", "styles", "styles.xml")])
    yield (
        "xl/styles.xml",
        f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
        '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>',
    )


def _relations(told: Sequence[tuple[str, str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{key}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for key, kind, target in told
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'
