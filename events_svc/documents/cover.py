"""The picture that stands for a series in podcast programs, or for an event's stream: set in type, on paper."""

import io
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from events_svc.documents import fonts
from events_svc.documents.facts import Cover
from events_svc.documents.sheet import INK, SOFT

PAPER = "#fbfaf7"
_MOST_LINES = 5
_OPENING = "《（“‘「『"
_CLOSING = "，。、；：！？》）”’」』"


def png(cover: Cover) -> bytes:
    """The cover as a PNG file."""
    width, height = cover.size
    margin, unit = width // 11, height // 20
    made = Image.new("RGB", cover.size, PAPER)
    draw = ImageDraw.Draw(made)
    draw.rectangle((margin, margin, margin + unit * 2, margin + unit // 4), fill=cover.accent)
    y = margin + unit
    y = _paragraph(draw, cover.title, (margin, y), size=round(unit * 1.9), bold=True)
    _paragraph(draw, cover.other, (margin, y + unit // 2), size=round(unit * 0.85), bold=False)
    line = height - margin - round(unit * 1.4)
    draw.line((margin, line, width - margin, line), fill=INK, width=max(2, unit // 24))
    _paragraph(draw, cover.by, (margin, line + unit // 4), size=round(unit * 0.7), bold=False)
    out = io.BytesIO()
    made.quantize(32).save(out, "PNG", optimize=True)
    return out.getvalue()


def _paragraph(
    draw: ImageDraw.ImageDraw, text: str, at: tuple[int, int], *, size: int, bold: bool
) -> int:
    """The text broken to the width that is left; where the next line would stand."""
    names = fonts.BOLD if bold else fonts.REGULAR
    x, y = at
    room = int(draw.im.size[0]) - 2 * x
    for words in [*_lines(_in_type(text, names), room, size, names)][:_MOST_LINES]:
        left = float(x)
        for name, part in fonts.runs(words, names):
            colour = INK if bold else SOFT
            draw.text((left, y + size), part, font=_font(name, size), fill=colour, anchor="ls")
            left += _font(name, size).getlength(part)
        y += round(size * 1.4)
    return y


def _in_type(text: str, names: tuple[str, ...]) -> str:
    """The text in characters that our typefaces have: Č, which none has, as C."""
    given = fonts.printable(text)
    return "".join(
        one if fonts.typeface_of(one, names) else unicodedata.normalize("NFD", one)[0]
        for one in given
    )


def _lines(text: str, room: int, size: int, names: tuple[str, ...]) -> Iterator[str]:
    """Words stay whole, Chinese breaks anywhere but before a closing and after an opening mark."""
    line = ""
    for piece in _pieces(text):
        if line and _width(line + piece, size, names) > room:
            yield line.strip()
            line = ""
        line += piece
    if line.strip():
        yield line.strip()


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for before, character in zip(" " + text, text, strict=False):
        together = before.isascii() and character.isascii() and before != " "
        if piece and not together and character not in _CLOSING and before not in _OPENING:
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _width(text: str, size: int, names: tuple[str, ...]) -> float:
    return sum(_font(name, size).getlength(part) for name, part in fonts.runs(text, names))


@lru_cache(maxsize=32)
def _font(name: str, size: int) -> "ImageFont.FreeTypeFont":
    return ImageFont.truetype(fonts.path_of(name), size)
