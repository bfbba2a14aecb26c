"""A report as PDF (A4): sentence and figures, plots, tables, definitions, and how to check it. Pure."""

from collections.abc import Iterator, Sequence

from fpdf.enums import Align

from events_svc.documents.report_facts import Drawing, Figure, PrintedReport, Table
from events_svc.documents.sheet import INK, MILLIMETRES_PER_POINT, SOFT, Sheet, opened

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 18.0
_TEXT = WIDTH - 2 * MARGIN
_END = HEIGHT - 22.0
_SMALL, _PLAIN = 7.5, 9.5
_COLOURS = {
    "a": (168, 50, 31),
    "b": (43, 76, 140),
    "c": (31, 107, 58),
    "d": (138, 90, 0),
    "e": (106, 101, 93),
    "f": (200, 194, 184),
}
_AREA = (230, 196, 189)
_CODE = 30.0
_LEAST_SCALE = 0.65
_LEAST_COLUMN = 12.0
_ANCHORS = {"end": Align.R, "start": Align.L, "middle": Align.C}


def pdf(report: PrintedReport) -> bytes:
    """The report as one file."""
    with opened(_texts(report), size=(WIDTH, HEIGHT)) as sheet:
        flow = _Flow(sheet, report)
        _head(flow)
        _figures(flow, report.head)
        for drawing in report.drawings:
            _drawing(flow, drawing)
        _table(flow, _all_figures(report))
        for table in report.tables:
            _table(flow, table)
        _definitions(flow)
        _proof(flow)
        return sheet.output()


def _texts(report: PrintedReport) -> Iterator[str]:
    """Every word that is printed, for the typefaces."""
    yield from (
        report.title,
        report.kind,
        *report.lines,
        report.sentence,
        report.door,
        "0123456789",
    )
    words = report.words
    yield from (words.figures, words.definitions, words.proof, words.how, words.page, words.draft)
    yield from words.columns
    yield report.url
    for one in report.every:
        yield from (one.name, one.value, one.label, one.more, one.method, one.rows)
    for drawing in report.drawings:
        yield from (drawing.title, drawing.source, *(told for _, told in drawing.key))
        yield from (told for _, _, told, _, _ in drawing.marks)
    for table in report.tables:
        yield from (table.title, *table.head, *(cell for row in table.rows for cell in row))
    yield from (told for parts in (*report.definitions, *report.proof) for told in parts)


class _Flow:
    """Where the next thing goes; a new page where it does not fit, each with its foot."""

    def __init__(self, sheet: Sheet, report: PrintedReport) -> None:
        self.sheet, self.report, self.page = sheet, report, 0
        self.turn()

    def turn(self) -> None:
        """Go on at the top of an empty page."""
        self.sheet.page()
        self.page += 1
        self.y = MARGIN
        foot = self.report.words.page.format(number=self.page)
        mark = next((told for name, told in self.report.proof if name == "SHA-256"), "")
        self.sheet.rule(MARGIN, HEIGHT - 17, _TEXT)
        self._foot(f"{self.report.title} · {self.report.words.draft or mark}", Align.L)
        self._foot(foot, Align.R)

    def room(self, height: float) -> None:
        """At least so much room below."""
        if self.y + height > _END:
            self.turn()

    def write(self, text: str, *, size: float, style: str = "", soft: bool = False) -> None:
        """A paragraph over the whole width, broken over pages where it must be."""
        if not text:
            return
        for line in self.sheet.lines(text, _TEXT, size=size, style=style):
            self.room(_leading(size))
            box = (MARGIN, self.y, _TEXT, _leading(size) + 0.1)
            self.sheet.text(line, box, size=size, style=style, ink=SOFT if soft else INK)
            self.y += _leading(size)

    def heading(self, text: str, *, with_room: float) -> None:
        """The title of a part, never alone at the foot of a page."""
        self.room(with_room + 12)
        self.y += 5
        self.write(text, size=13, style="B")
        self.y += 1.5

    def _foot(self, text: str, align: Align) -> None:
        width = _TEXT - 20 if align is Align.L else 20.0
        x = MARGIN if align is Align.L else WIDTH - MARGIN - width
        box = (x, HEIGHT - 15.5, width, 4)
        self.sheet.text(text, box, size=_SMALL, ink=SOFT, align=align)


def _leading(size: float) -> float:
    return size * MILLIMETRES_PER_POINT * 1.3


def _head(flow: _Flow) -> None:
    report = flow.report
    flow.sheet.rule(MARGIN, flow.y, _TEXT, ink=_COLOURS["a"])
    flow.y += 3
    flow.sheet.text(
        report.kind, (MARGIN, flow.y, _TEXT, 5), size=_PLAIN, style="B", ink=_COLOURS["a"]
    )
    flow.y += 6
    flow.write(report.title, size=22, style="B")
    for line in report.lines:
        flow.write(line, size=_PLAIN, soft=True)
    if report.words.draft:
        flow.write(report.words.draft, size=_PLAIN, style="B")
    flow.y += 4
    flow.write(report.sentence, size=10.5)
    if report.door:
        flow.y += 2
        flow.write(report.door, size=10.5)
    flow.y += 5


def _figures(flow: _Flow, figures: Sequence[Figure]) -> None:
    """The head's few figures, side by side between hairlines."""
    if not figures:
        return
    flow.room(26)
    width, top = _TEXT / len(figures), flow.y
    flow.sheet.rule(MARGIN, top, _TEXT)
    for place, one in enumerate(figures):
        x = MARGIN + place * width
        inner = width - 3
        flow.sheet.text(one.name, (x, top + 2, inner, 4), size=8, ink=SOFT)
        flow.sheet.text(one.value, (x, top + 6.5, inner, 8), size=16, style="B")
        flow.sheet.text(one.label, (x, top + 14.5, inner, 3.5), size=7, ink=SOFT)
        flow.sheet.text(one.more, (x, top + 18, inner, 3.5), size=7, ink=SOFT)
    flow.sheet.rule(MARGIN, top + 23, _TEXT)
    flow.y = top + 25


def _drawing(flow: _Flow, drawing: Drawing) -> None:
    """A plot over the whole width; lower where it then fits below what stands there, or on a page at all."""
    across, down = _TEXT / drawing.width, _height_scale(flow, drawing)
    height = drawing.height * down
    flow.heading(drawing.title, with_room=height + 12)
    _key(flow, drawing)
    left, top, pdf = MARGIN, flow.y, flow.sheet.pdf
    for x, y, words, anchor, has_line in drawing.marks:
        if has_line:
            flow.sheet.rule(left + 48 * across, top + y * down, (drawing.width - 48) * across)
        _mark(flow.sheet, words, anchor, (left + x * across, top + y * down - 1.6))
    if drawing.area:
        pdf.set_fill_color(*_AREA)
        pdf.polygon([(left + x * across, top + y * down) for x, y in drawing.area], style="F")
    for x, y, width, tall, css in drawing.bars:
        pdf.set_fill_color(*_COLOURS[css])
        pdf.rect(left + x * across, top + y * down, width * across, tall * down, style="F")
    flow.y = top + height + 1.5
    flow.write(drawing.source, size=_SMALL, soft=True)


def _height_scale(flow: _Flow, drawing: Drawing) -> float:
    whole = min(_TEXT / drawing.width, (_END - MARGIN - 30) / drawing.height)
    here = (_END - flow.y - 30) / drawing.height
    return here if _LEAST_SCALE * whole <= here < whole else whole


def _mark(sheet: Sheet, words: str, anchor: str, place: tuple[float, float]) -> None:
    x, y = place
    width = min(60.0, x - MARGIN) if anchor == "end" else 60.0
    start = {"end": x - width, "start": x, "middle": x - width / 2}[anchor]
    box = (start, y - 0.4, width, 4)
    sheet.text(words, box, size=7, ink=SOFT, align=_ANCHORS[anchor])


def _key(flow: _Flow, drawing: Drawing) -> None:
    x = MARGIN
    for css, words in drawing.key:
        width = flow.sheet.width(words, size=_SMALL) + 9
        if x + width > WIDTH - MARGIN:
            x, flow.y = MARGIN, flow.y + 4.5
        flow.sheet.pdf.set_fill_color(*_COLOURS[css])
        flow.sheet.pdf.rect(x, flow.y + 0.6, 2.6, 2.6, style="F")
        flow.sheet.text(words, (x + 4, flow.y, width, 4), size=_SMALL, ink=SOFT)
        x += width
    flow.y += 6 if drawing.key else 0


def _all_figures(report: PrintedReport) -> Table:
    rows = [(one.name, one.value, one.label, one.method, one.rows) for one in report.every]
    return Table(
        title=report.words.figures,
        head=report.words.columns,
        rows=rows,
        numbers=[[None] * len(row) for row in rows],
        numeric=frozenset({1}),
    )


def _table(flow: _Flow, table: Table) -> None:
    """Hairlines, numbers to the right, the head again on every page."""
    widths = _widths(flow.sheet, table)
    flow.heading(table.title, with_room=20)
    _row(flow, table, table.head, widths=widths)
    for row in table.rows:
        height = _height(flow.sheet, row, widths)
        if flow.y + height > _END:
            flow.turn()
            _row(flow, table, table.head, widths=widths)
        _row(flow, table, row, widths=widths)


def _row(flow: _Flow, table: Table, row: Sequence[str], *, widths: Sequence[float]) -> None:
    is_head = row is table.head
    x, height = MARGIN, _height(flow.sheet, row, widths)
    for place, (words, width) in enumerate(zip(row, widths, strict=True)):
        align = Align.R if place in table.numeric else Align.L
        y = flow.y + 1
        for line in flow.sheet.lines(words, width - 2, size=_SMALL):
            box = (x, y, width - 2, _leading(_SMALL) + 0.1)
            style, ink = ("B", SOFT) if is_head else ("", INK)
            flow.sheet.text(line, box, size=_SMALL, style=style, ink=ink, align=align)
            y += _leading(_SMALL)
        x += width
    flow.y += height
    flow.sheet.rule(MARGIN, flow.y, _TEXT)


def _height(sheet: Sheet, row: Sequence[str], widths: Sequence[float]) -> float:
    lines = max(
        len(sheet.lines(words, width - 2, size=_SMALL))
        for words, width in zip(row, widths, strict=True)
    )
    return max(lines, 1) * _leading(_SMALL) + 2


def _widths(sheet: Sheet, table: Table) -> list[float]:
    """What each column needs; the widest texts give way until all fit, or share what is left."""
    widths = [
        min(
            max(sheet.width(row[place], size=_SMALL) for row in (table.head, *table.rows)) + 3,
            16.0 if place in table.numeric else 90.0,
        )
        for place in range(len(table.head))
    ]
    texts = [place for place in range(len(widths)) if place not in table.numeric] or [0]
    while sum(widths) > _TEXT:
        widest = max(texts, key=lambda place: widths[place])
        if widths[widest] <= _LEAST_COLUMN:
            break
        widths[widest] -= 1
    share = max(_TEXT - sum(widths), 0) / sum(widths[place] for place in texts)
    return [width * (1 + share) if place in texts else width for place, width in enumerate(widths)]


def _definitions(flow: _Flow) -> None:
    flow.heading(flow.report.words.definitions, with_room=20)
    for name, words, method in flow.report.definitions:
        flow.room(12)
        flow.write(name, size=8.5, style="B")
        flow.write(f"{words} {method}", size=8, soft=True)
        flow.y += 1.5


def _proof(flow: _Flow) -> None:
    """Number, hash and links, the way to check them, and the address as a code."""
    report = flow.report
    if not report.proof:
        return
    flow.heading(report.words.proof, with_room=_CODE + 20)
    for label, words in report.proof:
        flow.sheet.text(label, (MARGIN, flow.y, 26, 4.5), size=8, ink=SOFT)
        flow.sheet.text(words, (MARGIN + 27, flow.y, _TEXT - 27, 4.5), size=8)
        flow.y += 4.8
    flow.y += 1
    flow.write(report.words.how, size=8, soft=True)
    if report.url:
        flow.y += 2
        flow.room(_CODE)
        flow.sheet.qr(report.url, MARGIN, flow.y, _CODE)
        box = (MARGIN + _CODE + 4, flow.y + 4, _TEXT - _CODE - 4, 9)
        flow.sheet.text(report.url, box, size=8)
