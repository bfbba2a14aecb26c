"""An invoice or credit note as PDF (A4): who sells, who buys, lines, taxes, sum. Pure: words in, file out."""

from collections.abc import Sequence

from fpdf.enums import Align

from events_svc.documents.invoice_facts import PrintedInvoice
from events_svc.documents.sheet import INK, SOFT, Sheet, opened

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 20.0
_TEXT = WIDTH - 2 * MARGIN
_END = HEIGHT - 30.0
_COLUMNS = (88.0, 16.0, 24.0, 16.0, 26.0)  # what, count, each, rate, amount


def pdf(invoice: PrintedInvoice) -> bytes:
    """The invoice as one file, on as many pages as its lines take."""
    with opened(invoice.texts, size=(WIDTH, HEIGHT)) as sheet:
        _Drawing(sheet, invoice).draw()
        return sheet.output()


class _Drawing:
    """Where the next thing goes."""

    def __init__(self, sheet: Sheet, invoice: PrintedInvoice) -> None:
        self.sheet, self.invoice, self.page, self.y = sheet, invoice, 0, MARGIN

    def draw(self) -> None:
        self._turn()
        self._head()
        self._table()
        self._sums()
        if self.invoice.note:
            self._room(14)
            box = (MARGIN, self.y + 6, _TEXT, 24)
            self.sheet.text(self.invoice.note, box, size=9, ink=SOFT)

    def _turn(self) -> None:
        self.sheet.page()
        self.page += 1
        self.y = MARGIN
        foot = f"{self.invoice.label} · {self.invoice.page.format(number=self.page)}"
        self.sheet.rule(MARGIN, HEIGHT - 18, _TEXT)
        self.sheet.text(foot, (MARGIN, HEIGHT - 16, _TEXT, 5), size=8, ink=SOFT, align=Align.R)

    def _room(self, height: float) -> None:
        if self.y + height > _END:
            self._turn()

    def _head(self) -> None:
        one = self.invoice
        y = self.sheet.text(one.title, (MARGIN, self.y, _TEXT, 14), size=24, style="B")
        y = self.sheet.text(one.label, (MARGIN, y, _TEXT, 8), size=13)
        y = self._sides(y + 8)
        for label, words in one.facts:
            self.sheet.text(label, (MARGIN, y, 34, 5), size=9.5, ink=SOFT)
            y = self.sheet.text(words, (MARGIN + 36, y, _TEXT - 36, 10), size=9.5) + 0.6
        self.y = y + 6

    def _sides(self, top: float) -> float:
        half = _TEXT / 2 - 4
        ends = []
        sides = zip(self.invoice.sides, (self.invoice.seller, self.invoice.buyer), strict=True)
        for at, (name, lines) in enumerate(sides):
            x = MARGIN + at * (half + 8)
            self.sheet.rule(x, top, half)
            y = self.sheet.text(name, (x, top + 2, half, 5), size=8.5, ink=SOFT)
            for number, line in enumerate(lines):
                style, size = ("B", 11.0) if number == 0 else ("", 9.5)
                y = self.sheet.text(line, (x, y + 0.6, half, 12), size=size, style=style)
            ends.append(y)
        return max(ends) + 8

    def _table(self) -> None:
        self._row(self.invoice.head, ink=SOFT)
        self.sheet.rule(MARGIN, self.y, _TEXT)
        self.y += 1.5
        for line in self.invoice.lines:
            self._row(line)
        self.sheet.rule(MARGIN, self.y + 1, _TEXT)
        self.y += 4

    def _row(self, cells: Sequence[str], *, ink: tuple[int, int, int] = INK) -> None:
        lines = self.sheet.lines(cells[0], _COLUMNS[0] - 2, size=9.5)
        height = max(1, len(lines)) * 4.7
        self._room(height)
        for number, line in enumerate(lines):
            box = (MARGIN, self.y + number * 4.5, _COLUMNS[0], 4.6)
            self.sheet.text(line, box, size=9.5, ink=ink)
        x = MARGIN + _COLUMNS[0]
        for cell, width in zip(cells[1:], _COLUMNS[1:], strict=True):
            self.sheet.text(cell, (x, self.y, width, 4.6), size=9.5, ink=ink, align=Align.R)
            x += width
        self.y += height

    def _sums(self) -> None:
        for label, words in self.invoice.taxes:
            self._sum(label, words, size=9.5)
        self.y += 1.5
        self._sum(*self.invoice.total, size=13, style="B")

    def _sum(self, label: str, words: str, *, size: float, style: str = "") -> None:
        height = size * 0.5
        self._room(height + 2)
        box = (MARGIN, self.y, _TEXT - 46, height)
        self.sheet.text(label, box, size=size, style=style, align=Align.R)
        box = (MARGIN + _TEXT - 44, self.y, 44, height)
        self.sheet.text(words, box, size=size, style=style, align=Align.R)
        self.y += height
