"""A badge as a picture to look at while it is designed. Pure: layout and words in, PNG out."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from events_svc.badges.layout import Align, Fold, Part, Weight
from events_svc.documents import fonts, qr
from events_svc.documents.badge_parts import Box, draw, within
from events_svc.documents.facts import Badges
from events_svc.documents.sheet import MILLIMETRES_PER_POINT, leading
from events_svc.documents.wrapping import wrapped

WIDEST, FINEST = 900, 8.0  # pixels; pixels a millimetre
MOST_PIXELS, LARGEST = (
    40_000_000,
    1_200,
)  # of a logo that is brought in; the longer side that is kept
_LEAST_SIZE = 6.0  # as in the PDF
_NAMES = {Weight.REGULAR: fonts.REGULAR, Weight.BOLD: fonts.BOLD}


def png(wanted: Badges) -> bytes:
    """The first badge as it is printed, at most WIDEST pixels wide."""
    layout = wanted.layout
    width, height = layout.page
    scale = min(FINEST, WIDEST / width)
    canvas = _Picture((width, height), scale, wanted.logo)
    if layout.fold is Fold.TWICE:
        draw(canvas, layout, wanted.badges[0], (0, layout.height))
        canvas.turn_upper_half()
    draw(canvas, layout, wanted.badges[0], (0, height - layout.height))
    if layout.fold is not Fold.NONE:
        canvas.fold(height / 2)
    return _file(canvas.made)


class _Picture:
    """The canvas of a picture."""

    def __init__(self, size: tuple[float, float], scale: float, logo: bytes) -> None:
        self.scale = scale
        self.made = Image.new("RGB", (self._px(size[0]), self._px(size[1])), "white")
        self._draw = ImageDraw.Draw(self.made)
        self._logo = Image.open(io.BytesIO(logo)) if logo else None

    def words(self, text: str, box: Box, part: Part, colour: str) -> None:
        x, y, width, height = box
        names = _NAMES[part.weight]
        size, lines = self._fitted(fonts.printable(text), box, part)
        y += max(0.0, height - len(lines) * leading(size)) / 2
        for line in lines:
            free = max(0.0, width - _wide(line, size, names))
            at = x + {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[part.align] * free
            self._write(line, (at, y + leading(size) * 0.78), size, names=names, colour=colour)
            y += leading(size)

    def _fitted(self, text: str, box: Box, part: Part) -> tuple[float, list[str]]:
        """As the PDF fits words into a box: see Sheet.fitted."""
        size, names = part.size, _NAMES[part.weight]
        while True:
            lines = wrapped(text, box[2] - 0.2, lambda words: _wide(words, size, names))  # noqa: B023 called at once
            if len(lines) * leading(size) <= box[3] + 0.01 or size <= _LEAST_SIZE:
                return size, lines[: max(1, int(box[3] / leading(size)))]
            size = max(_LEAST_SIZE, size * 0.92)

    def _write(
        self,
        line: str,
        at: tuple[float, float],
        size: float,
        *,
        names: tuple[str, ...],
        colour: str,
    ) -> None:
        x, y = at[0] * self.scale, at[1] * self.scale
        for name, run in fonts.runs(line, names):
            font = _font(name, max(1, round(size * MILLIMETRES_PER_POINT * self.scale)))
            self._draw.text((x, y), run, font=font, fill=colour, anchor="ls")
            x += font.getlength(run)

    def fill(self, box: Box, colour: str) -> None:
        self._draw.rectangle(self._pixels(box), fill=colour)

    def rule(self, box: Box, colour: str) -> None:
        x, y, width, _ = box
        line = (self._px(x), self._px(y), self._px(x + width), self._px(y))
        self._draw.line(line, fill=colour, width=max(1, self._px(0.25)))

    def code(self, text: str, box: Box) -> None:
        left, top, right, _ = self._pixels(within(box, 1))
        side = max(1, right - left)
        drawn = qr.image(text, module=4, mask=qr.ANY_MASK).convert("L")
        self.made.paste(drawn.resize((side, side)), (left, top))

    def logo(self, box: Box, align: Align) -> None:
        if self._logo is None:
            return
        inner = within(box, self._logo.width / self._logo.height, align)
        left, top, right, below = self._pixels(inner)
        shown = self._logo.convert("RGBA").resize((max(1, right - left), max(1, below - top)))
        self.made.paste(shown, (left, top), shown)

    def turn_upper_half(self) -> None:
        """What stands on the lower half stands on the upper one too, upside down; the lower one is empty."""
        width, half = self.made.width, self.made.height // 2
        drawn = self.made.crop((0, self.made.height - half, width, self.made.height))
        self.made.paste("white", (0, 0, width, self.made.height))
        self.made.paste(drawn.rotate(180), (0, 0))

    def fold(self, y: float) -> None:
        """A dashed line."""
        at = self._px(y)
        for x in range(0, self.made.width, 24):
            self._draw.line((x, at, x + 12, at), fill="#b4aea4", width=2)

    def _pixels(self, box: Box) -> tuple[int, int, int, int]:
        x, y, width, height = box
        return self._px(x), self._px(y), self._px(x + width), self._px(y + height)

    def _px(self, millimetres: float) -> int:
        return round(millimetres * self.scale)


def _wide(text: str, size: float, names: tuple[str, ...]) -> float:
    """How wide a text is in millimetres, by the metrics of the typeface."""
    units = sum(_font(name, 100).getlength(run) for name, run in fonts.runs(text, names))
    return units / 100 * size * MILLIMETRES_PER_POINT


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> "ImageFont.FreeTypeFont":
    return ImageFont.truetype(fonts.path_of(name), size)


def _file(picture: "Image.Image") -> bytes:
    made = io.BytesIO()
    picture.save(made, "PNG", compress_level=6)
    return made.getvalue()
