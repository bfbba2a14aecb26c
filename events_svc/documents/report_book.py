"""A report as a workbook (xlsx): figures, every table, definitions and proof on sheets of their own. Pure.

Every text is written as text: what looks like a formula or an address stays what it is.
"""

import io
import re
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from events_svc.documents.report_facts import PrintedReport, Table

_NAME = re.compile(r"[\[\]:*?/\\']")
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def book(report: PrintedReport) -> bytes:
    """The file."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, _OPTIONS)
    workbook.set_properties({"title": report.title, "created": report.at.replace(tzinfo=None)})
    styles = _Styles(workbook)
    _summary(workbook.add_worksheet(_sheet_name(report.words.figures)), report, styles)
    for table in report.tables:
        _table(workbook.add_worksheet(_sheet_name(table.title)), table, styles)
    _definitions(workbook.add_worksheet(_sheet_name(report.words.definitions)), report, styles)
    workbook.close()
    return out.getvalue()


class _Styles:
    """The formats of a workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.title: Format = workbook.add_format({"bold": True, "font_size": 16})
        self.head: Format = workbook.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self.text: Format = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.number: Format = workbook.add_format({"num_format": "#,##0.##", "valign": "top"})
        self.count: Format = workbook.add_format({"num_format": "#,##0", "valign": "top"})


def _sheet_name(title: str) -> str:
    return _NAME.sub(" ", title)[:31]


def _summary(sheet: Worksheet, report: PrintedReport, styles: _Styles) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 4, 26)
    said = [report.kind, *report.lines, report.words.draft, report.sentence, report.door]
    sheet.write_string(0, 0, report.title, styles.title)
    row = 1
    for line in (one for one in said if one):
        sheet.write_string(row, 0, line)
        row += 1
    row = _lines(sheet, row + 1, [report.words.columns], style=styles.head)
    figures = [(one.name, one.value, one.label, one.method, one.rows) for one in report.every]
    row = _lines(sheet, row, figures, style=styles.text)
    _lines(sheet, row + 1, report.proof, style=styles.text)


def _lines(sheet: Worksheet, row: int, lines: Sequence[Sequence[str]], *, style: Format) -> int:
    """Write the lines from `row` on; the row after them."""
    for line in lines:
        for column, words in enumerate(line):
            sheet.write_string(row, column, words, style)
        row += 1
    return row


def _table(sheet: Worksheet, table: Table, styles: _Styles) -> None:
    """A table with its head held fast; numbers are numbers, a blank first cell says the one above again."""
    _lines(sheet, 0, [table.head], style=styles.head)
    sheet.freeze_panes(1, 0)
    for place in range(len(table.head)):
        sheet.set_column(place, place, 14 if place in table.numeric else 28)
    first = ""
    for row, (words, numbers) in enumerate(zip(table.rows, table.numbers, strict=True), 1):
        first = words[0] or first
        for column, (told, number) in enumerate(zip((first, *words[1:]), numbers, strict=True)):
            if number is None:
                sheet.write_string(row, column, told, styles.text)
            else:
                whole = float(number).is_integer()
                sheet.write_number(row, column, number, styles.count if whole else styles.number)


def _definitions(sheet: Worksheet, report: PrintedReport, styles: _Styles) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.set_column(2, 2, 40)
    _lines(sheet, 0, report.definitions, style=styles.text)
