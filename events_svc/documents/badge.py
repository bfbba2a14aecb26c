"""Badges as PDF to print. Pure: layout and words in, file out."""

import io
import re
from collections.abc import Sequence

import msgspec
from fpdf.enums import Align as PdfAlign
from PIL import Image

from events_svc.badges.layout import Align, Fold, Layout, Paper, Part, Weight
from events_svc.documents.badge_parts import A4, Box, draw, places, spread, within
from events_svc.documents.facts import Badge, Badges
from events_svc.documents.sheet import Sheet, leading, opened

_ALIGN = {Align.LEFT: PdfAlign.L, Align.CENTRE: PdfAlign.C, Align.RIGHT: PdfAlign.R}
_STYLE = {Weight.REGULAR: "", Weight.BOLD: "B"}
_HAIRLINE = 0.25
_OPENING = re.compile(rb"/OpenAction \[\d+ 0 R /XYZ null null 1\]")
_PRINT = b"/OpenAction <</S /Named /N /Print>>"  # ISO 32000-1, 12.6.4.11


def pdf(wanted: Badges) -> bytes:
    """All badges as one file, on the paper of their layout."""
    layout = wanted.layout
    size = A4 if places(layout) else layout.page
    with opened(_texts(wanted), size=size) as sheet:
        canvas, begun = _Paper(sheet, wanted.logo), -1
        for badge, (page, at) in zip(
            wanted.badges, spread(len(wanted.badges), layout), strict=True
        ):
            if page > begun:
                sheet.page()
                begun = page
            _draw(canvas, layout, badge, at)
        sheet.pdf.set_display_mode("real")
        return sheet.output()


def label(wanted: Badges) -> bytes:
    """Each badge on a page of its size, whatever the layout says of paper; the reader offers to print it."""
    each = msgspec.structs.replace(wanted.layout, paper=Paper.EACH)
    made = pdf(Badges(each, wanted.badges, wanted.logo))
    found = _OPENING.search(made)
    if not found:
        return made
    action = _PRINT.ljust(len(found[0]))  # as long as what it replaces: no offset in the file moves
    return made[: found.start()] + action + made[found.end() :]


def _texts(wanted: Badges) -> Sequence[str]:
    own = [part.words for part in wanted.layout.parts]
    return [*own, *(words for badge in wanted.badges for words in badge.texts)]


def _draw(canvas: "_Paper", layout: Layout, badge: Badge, at: tuple[float, float]) -> None:
    if layout.fold is not Fold.TWICE:
        draw(canvas, layout, badge, at)
        if layout.fold is Fold.LINE:
            canvas.fold(at[0], at[1] + layout.height / 2, layout.width)
        return
    x, y = at
    middle = y + layout.height
    with canvas.sheet.pdf.rotation(180, x + layout.width / 2, middle):
        draw(canvas, layout, badge, (x, middle))
    draw(canvas, layout, badge, (x, middle))
    canvas.fold(x, middle, layout.width)


class _Paper:
    """The canvas of a PDF."""

    def __init__(self, sheet: Sheet, logo: bytes) -> None:
        self.sheet = sheet
        self._logo = Image.open(io.BytesIO(logo)) if logo else None

    def words(self, text: str, box: Box, part: Part, colour: str) -> None:
        x, y, width, height = box
        style, pdf = _STYLE[part.weight], self.sheet.pdf
        size, lines = self.sheet.fitted(text, (width, height), size=part.size, style=style)
        pdf.set_text_color(*_rgb(colour))
        pdf.set_font("0", style, size)
        y += max(0.0, height - len(lines) * leading(size)) / 2
        for line in lines:
            pdf.set_xy(x, y)
            pdf.cell(width, leading(size), line, align=_ALIGN[part.align])
            y += leading(size)

    def fill(self, box: Box, colour: str) -> None:
        self.sheet.pdf.set_fill_color(*_rgb(colour))
        self.sheet.pdf.rect(*box, style="F")

    def rule(self, box: Box, colour: str) -> None:
        self.sheet.rule(box[0], box[1], box[2], ink=_rgb(colour))

    def code(self, text: str, box: Box) -> None:
        x, y, side, _ = within(box, 1)
        self.sheet.qr(text, x, y, side)

    def logo(self, box: Box, align: Align) -> None:
        if self._logo is not None:
            proportion = self._logo.width / self._logo.height
            self.sheet.pdf.image(self._logo, *within(box, proportion, align))

    def fold(self, x: float, y: float, width: float) -> None:
        """A dashed line on which the badge is folded."""
        pdf = self.sheet.pdf
        pdf.set_draw_color(*_rgb("#b4aea4"))
        pdf.set_line_width(_HAIRLINE)
        with pdf.local_context():
            pdf.set_dash_pattern(dash=2, gap=2)
            pdf.line(x, y, x + width, y)


def _rgb(colour: str) -> tuple[int, int, int]:
    value = int(colour.lstrip("#"), 16)
    return value >> 16, value >> 8 & 255, value & 255
