"""A PDF that is being made: a few strokes over fpdf2, with the letters of our typefaces."""

import logging
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import Align, WrapMode

from events_svc.documents import fonts, qr
from events_svc.documents.wrapping import wrapped

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every table at INFO

INK, SOFT, LINE = (29, 27, 24), (106, 101, 93), (221, 216, 207)
MILLIMETRES_PER_POINT = 25.4 / 72
_STYLES = {"": fonts.REGULAR, "B": fonts.BOLD}
_LEAST_SIZE = 6.0
_ALWAYS = "·□"  # what the drawings themselves put between the words


class Sheet:
    """Pages of one size in millimetres. Every text must be among those that the sheet was opened for."""

    def __init__(self, pdf: FPDF) -> None:
        self.pdf = pdf
        self._broken: dict[tuple[str, float, float, str], list[str]] = {}
        self._fitted: dict[tuple[str, float, float, float, str], tuple[float, list[str]]] = {}

    def page(self) -> None:
        """Go on with an empty page."""
        self.pdf.add_page()

    def text(
        self,
        text: str,
        box: tuple[float, float, float, float],
        *,
        size: float,
        style: str = "",
        ink: tuple[int, int, int] = INK,
        align: Align = Align.L,
    ) -> float:
        """Write `text` into the box (x, y, width, height), smaller when it does not fit; the y below it."""
        x, y, width, height = box
        size, lines = self.fitted(text, (width, height), size=size, style=style)
        self.pdf.set_text_color(*ink)
        self.pdf.set_font("0", style, size)
        for line in lines:
            self.pdf.set_xy(x, y)
            self.pdf.cell(width, leading(size), line, align=align)
            y += leading(size)
        return y

    def fitted(
        self, text: str, room: tuple[float, float], *, size: float, style: str = ""
    ) -> tuple[float, list[str]]:
        """The size, at most `size`, at which the text fits into width and height, and its lines."""
        wanted = (text, *room, size, style)
        if wanted not in self._fitted:
            self._fitted[wanted] = self._fit(*wanted)
        return self._fitted[wanted]

    def _fit(
        self, text: str, width: float, height: float, size: float, style: str
    ) -> tuple[float, list[str]]:
        """The size at which the text fits into the box, and its lines at that size."""
        words = fonts.printable(text)
        while True:
            self.pdf.set_font("0", style, size)
            lines = self._lines(words, width, size)
            if len(lines) * leading(size) <= height + 0.01 or size <= _LEAST_SIZE:
                return size, lines[: max(1, int(height / leading(size)))]
            size = max(_LEAST_SIZE, size * 0.92)

    def _lines(self, words: str, width: float, size: float) -> list[str]:
        if self.pdf.get_string_width(words) <= width - 0.2:
            return [words]
        mode = WrapMode.WORD if " " in words else WrapMode.CHAR
        return self.pdf.multi_cell(  # type: ignore[return-value]  # with dry_run it gives lines
            width, leading(size), words, wrapmode=mode, dry_run=True, output="LINES"
        )

    def lines(self, text: str, width: float, *, size: float, style: str = "") -> list[str]:
        """The text as it breaks into lines of `width`, Chinese between its characters."""
        wanted = (text, width, size, style)
        if wanted not in self._broken:
            self.pdf.set_font("0", style, size)
            words = fonts.printable(text)
            self._broken[wanted] = wrapped(words, width - 0.2, self.pdf.get_string_width)
        return self._broken[wanted] if text else []

    def width(self, text: str, *, size: float, style: str = "") -> float:
        """How wide the text is on one line."""
        self.pdf.set_font("0", style, size)
        return float(self.pdf.get_string_width(fonts.printable(text)))

    def rule(self, x: float, y: float, width: float, *, ink: tuple[int, int, int] = LINE) -> None:
        """A hairline."""
        self.pdf.set_draw_color(*ink)
        self.pdf.set_line_width(0.25)
        self.pdf.line(x, y, x + width, y)

    def qr(self, text: str, x: float, y: float, width: float) -> None:
        """The QR code of `text` with its quiet zone, `width` wide."""
        picture = qr.image(text, module=1, mask=qr.ANY_MASK)
        self.pdf.image(picture, x, y, width, width)

    def output(self) -> bytes:
        """The file."""
        return bytes(self.pdf.output())


def leading(size: float) -> float:
    """How far the lines of a size are apart, in millimetres."""
    return size * MILLIMETRES_PER_POINT * 1.3


@contextmanager
def opened(texts: Iterable[str], *, size: tuple[float, float]) -> Iterator[Sheet]:
    """A sheet of pages of `size` (millimetres) that can print `texts`; raises FontsMissing."""
    characters = set(fonts.printable(" ".join([_ALWAYS, *texts])))
    pdf = FPDF(unit="mm", format=size)
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    with tempfile.TemporaryDirectory(prefix="events_svc") as folder:
        for style, names in _STYLES.items():
            _add(pdf, style, fonts.shared_out(characters, names), Path(folder))
        pdf.set_fallback_fonts(sorted({key.rstrip("B") for key in pdf.fonts} - {"0"}))
        yield Sheet(pdf)


def _add(pdf: FPDF, style: str, shares: dict[str, set[str]], folder: Path) -> None:
    """Add the letters of each typeface as the families 0, 1, 2; the first is always there."""
    for family, (name, characters) in enumerate(shares.items()):
        if characters or family == 0:
            path = folder / f"{family}{style}.ttf"
            path.write_bytes(fonts.typeface(name).subset(characters))
            pdf.add_font(str(family), style, path)
