"""The tables of a printed report. Pure."""

from collections.abc import Sequence

from fpdf.enums import Align

from events_svc.documents.flow import END, MARGIN, SMALL, TEXT, Flow, leading
from events_svc.documents.report_facts import Table
from events_svc.documents.sheet import INK, SOFT, Sheet

_LEAST_COLUMN = 12.0


def lay(flow: Flow, table: Table) -> None:
    """Hairlines, numbers to the right, the head again on every page."""
    widths = _widths(flow.sheet, table)
    flow.heading(table.title, with_room=20)
    _row(flow, table, table.head, widths=widths)
    for row in table.rows:
        height = _height(flow.sheet, row, widths)
        if flow.y + height > END:
            flow.turn()
            _row(flow, table, table.head, widths=widths)
        _row(flow, table, row, widths=widths)


def _row(flow: Flow, table: Table, row: Sequence[str], *, widths: Sequence[float]) -> None:
    is_head = row is table.head
    x, height = MARGIN, _height(flow.sheet, row, widths)
    for place, (words, width) in enumerate(zip(row, widths, strict=True)):
        align = Align.R if place in table.numeric else Align.L
        y = flow.y + 1
        for line in flow.sheet.lines(words, width - 2, size=SMALL):
            box = (x, y, width - 2, leading(SMALL) + 0.1)
            style, ink = ("B", SOFT) if is_head else ("", INK)
            flow.sheet.text(line, box, size=SMALL, style=style, ink=ink, align=align)
            y += leading(SMALL)
        x += width
    flow.y += height
    flow.sheet.rule(MARGIN, flow.y, TEXT)


def _height(sheet: Sheet, row: Sequence[str], widths: Sequence[float]) -> float:
    lines = max(
        len(sheet.lines(words, width - 2, size=SMALL))
        for words, width in zip(row, widths, strict=True)
    )
    return max(lines, 1) * leading(SMALL) + 2


def _widths(sheet: Sheet, table: Table) -> list[float]:
    """What each column needs; the widest texts give way until all fit, or share what is left."""
    widths = [
        min(
            max(sheet.width(row[place], size=SMALL) for row in (table.head, *table.rows)) + 3,
            16.0 if place in table.numeric else 90.0,
        )
        for place in range(len(table.head))
    ]
    texts = [place for place in range(len(widths)) if place not in table.numeric] or [0]
    while sum(widths) > TEXT:
        widest = max(texts, key=lambda place: widths[place])
        if widths[widest] <= _LEAST_COLUMN:
            break
        widths[widest] -= 1
    share = max(TEXT - sum(widths), 0) / sum(widths[place] for place in texts)
    return [width * (1 + share) if place in texts else width for place, width in enumerate(widths)]
