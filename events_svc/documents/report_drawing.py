"""The plots of a printed report. Pure."""

from fpdf.enums import Align

from events_svc.documents.flow import COLOURS, END, MARGIN, SMALL, TEXT, WIDTH, Flow
from events_svc.documents.report_facts import Drawing
from events_svc.documents.sheet import SOFT, Sheet

_AREA = (230, 196, 189)
_LEAST_SCALE = 0.65
_ANCHORS = {"end": Align.R, "start": Align.L, "middle": Align.C}


def draw(flow: Flow, drawing: Drawing) -> None:
    """A plot over the whole width; lower where it then fits below what stands there, or on a page at all."""
    across, down = TEXT / drawing.width, _height_scale(flow, drawing)
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
        pdf.set_fill_color(*COLOURS[css])
        pdf.rect(left + x * across, top + y * down, width * across, tall * down, style="F")
    flow.y = top + height + 1.5
    flow.write(drawing.source, size=SMALL, soft=True)


def _height_scale(flow: Flow, drawing: Drawing) -> float:
    whole = min(TEXT / drawing.width, (END - MARGIN - 30) / drawing.height)
    here = (END - flow.y - 30) / drawing.height
    return here if _LEAST_SCALE * whole <= here < whole else whole


def _mark(sheet: Sheet, words: str, anchor: str, place: tuple[float, float]) -> None:
    x, y = place
    width = min(60.0, x - MARGIN) if anchor == "end" else 60.0
    start = {"end": x - width, "start": x, "middle": x - width / 2}[anchor]
    box = (start, y - 0.4, width, 4)
    sheet.text(words, box, size=7, ink=SOFT, align=_ANCHORS[anchor])


def _key(flow: Flow, drawing: Drawing) -> None:
    x = MARGIN
    for css, words in drawing.key:
        width = flow.sheet.width(words, size=SMALL) + 9
        if x + width > WIDTH - MARGIN:
            x, flow.y = MARGIN, flow.y + 4.5
        flow.sheet.pdf.set_fill_color(*COLOURS[css])
        flow.sheet.pdf.rect(x, flow.y + 0.6, 2.6, 2.6, style="F")
        flow.sheet.text(words, (x + 4, flow.y, width, 4), size=SMALL, ink=SOFT)
        x += width
    flow.y += 6 if drawing.key else 0
