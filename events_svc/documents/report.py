"""A report as PDF (A4): sentence and figures, plots, tables, definitions, and how to check it. Pure."""

from collections.abc import Iterator, Sequence

from events_svc.documents import report_drawing, report_table
from events_svc.documents.flow import COLOURS, HEIGHT, MARGIN, TEXT, WIDTH, Flow
from events_svc.documents.report_facts import Figure, PrintedReport, Table
from events_svc.documents.sheet import SOFT, opened

_PLAIN = 9.5
_CODE = 30.0


def pdf(report: PrintedReport) -> bytes:
    """The report as one file."""
    with opened(_texts(report), size=(WIDTH, HEIGHT)) as sheet:
        flow = Flow(sheet, report)
        _head(flow)
        _figures(flow, report.head)
        for drawing in report.drawings:
            report_drawing.draw(flow, drawing)
        report_table.lay(flow, _all_figures(report))
        for table in report.tables:
            report_table.lay(flow, table)
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


def _head(flow: Flow) -> None:
    report = flow.report
    flow.sheet.rule(MARGIN, flow.y, TEXT, ink=COLOURS["a"])
    flow.y += 3
    flow.sheet.text(
        report.kind, (MARGIN, flow.y, TEXT, 5), size=_PLAIN, style="B", ink=COLOURS["a"]
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


def _figures(flow: Flow, figures: Sequence[Figure]) -> None:
    """The head's few figures, side by side between hairlines."""
    if not figures:
        return
    flow.room(26)
    width, top = TEXT / len(figures), flow.y
    flow.sheet.rule(MARGIN, top, TEXT)
    for place, one in enumerate(figures):
        x = MARGIN + place * width
        inner = width - 3
        flow.sheet.text(one.name, (x, top + 2, inner, 4), size=8, ink=SOFT)
        flow.sheet.text(one.value, (x, top + 6.5, inner, 8), size=16, style="B")
        flow.sheet.text(one.label, (x, top + 14.5, inner, 3.5), size=7, ink=SOFT)
        flow.sheet.text(one.more, (x, top + 18, inner, 3.5), size=7, ink=SOFT)
    flow.sheet.rule(MARGIN, top + 23, TEXT)
    flow.y = top + 25


def _all_figures(report: PrintedReport) -> Table:
    rows = [(one.name, one.value, one.label, one.method, one.rows) for one in report.every]
    return Table(
        title=report.words.figures,
        head=report.words.columns,
        rows=rows,
        numbers=[[None] * len(row) for row in rows],
        numeric=frozenset({1}),
    )


def _definitions(flow: Flow) -> None:
    flow.heading(flow.report.words.definitions, with_room=20)
    for name, words, method in flow.report.definitions:
        flow.room(12)
        flow.write(name, size=8.5, style="B")
        flow.write(f"{words} {method}", size=8, soft=True)
        flow.y += 1.5


def _proof(flow: Flow) -> None:
    """Number, hash and links, the way to check them, and the address as a code."""
    report = flow.report
    if not report.proof:
        return
    flow.heading(report.words.proof, with_room=_CODE + 20)
    for label, words in report.proof:
        flow.sheet.text(label, (MARGIN, flow.y, 26, 4.5), size=8, ink=SOFT)
        flow.sheet.text(words, (MARGIN + 27, flow.y, TEXT - 27, 4.5), size=8)
        flow.y += 4.8
    flow.y += 1
    flow.write(report.words.how, size=8, soft=True)
    if report.url:
        flow.y += 2
        flow.room(_CODE)
        flow.sheet.qr(report.url, MARGIN, flow.y, _CODE)
        box = (MARGIN + _CODE + 4, flow.y + 4, TEXT - _CODE - 4, 9)
        flow.sheet.text(report.url, box, size=8)
