"""A ticket as a picture for the phone's gallery: white, the code large, readable without colour or zoom."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from events_svc.documents import fonts, qr
from events_svc.documents.facts import PrintedTicket
from events_svc.documents.sheet import INK, SOFT

WIDTH, MARGIN = 1080, 80
_TEXT = WIDTH - 2 * MARGIN
_LINES_MOST = 3


def png(ticket: PrintedTicket) -> bytes:
    """The ticket as a PNG file, 1080 pixels wide."""
    blocks = [_lines(ticket.event, 52, fonts.BOLD)]
    blocks += [_lines(words, 34, fonts.REGULAR) for _, words in ticket.facts]
    below = [_lines(ticket.holder, 76, fonts.BOLD)]
    below += [_lines(w, 38, fonts.REGULAR) for w in (ticket.organisation,) if w]
    below.append(_lines(f"{ticket.kind} · {ticket.number}", 40, fonts.REGULAR))
    code = _code(ticket.code)
    height = 2 * MARGIN + code.height + sum(block.height for block in (*blocks, *below)) + 60
    made = Image.new("RGB", (WIDTH, height), "white")
    ImageDraw.Draw(made).line((MARGIN, MARGIN, WIDTH - MARGIN, MARGIN), fill=ticket.accent, width=4)
    y = MARGIN + 20
    for block in blocks:
        y = _put(made, block, MARGIN, y)
    made.paste(code, ((WIDTH - code.width) // 2, y))
    y += code.height
    for block in below:
        y = _put(made, block, (WIDTH - block.width) // 2, y)
    return _file(made)


def _code(text: str) -> "Image.Image":
    modules = len(qr.matrix(text)) + 2 * qr.QUIET
    return qr.image(text, module=_TEXT // modules).convert("RGB")


def _put(made: "Image.Image", block: "Image.Image", x: int, y: int) -> int:
    made.paste(block, (x, y))
    return y + block.height


def _lines(text: str, size: int, names: tuple[str, ...]) -> "Image.Image":
    """The text as a picture, broken to the width of the ticket, at most _LINES_MOST lines."""
    lines = _broken(fonts.printable(text), size, names)[:_LINES_MOST]
    leading = round(size * 1.45)
    made = Image.new("RGB", (_TEXT, leading * len(lines)), "white")
    draw = ImageDraw.Draw(made)
    widths = [_write(draw, line, index * leading, size, names) for index, line in enumerate(lines)]
    return made.crop((0, 0, min(_TEXT, max(1, *widths)), made.height))


def _broken(text: str, size: int, names: tuple[str, ...]) -> list[str]:
    lines = [""]
    for character in text:
        if _width(lines[-1] + character, size, names) > _TEXT:
            words, space, rest = lines[-1].rpartition(" ")
            lines[-1], following = (words, rest) if space and len(rest) < 15 else (lines[-1], "")
            lines.append(following)
        lines[-1] += character
    return lines


def _width(text: str, size: int, names: tuple[str, ...]) -> float:
    return sum(_font(name, size).getlength(part) for name, part in fonts.runs(text, names))


def _write(draw: ImageDraw.ImageDraw, line: str, y: int, size: int, names: tuple[str, ...]) -> int:
    x = 0.0
    for name, part in fonts.runs(line, names):
        colour = INK if size > 34 else SOFT
        draw.text((x, y + size * 1.15), part, font=_font(name, size), fill=colour, anchor="ls")
        x += _font(name, size).getlength(part)
    return round(x) + 1


@lru_cache(maxsize=32)
def _font(name: str, size: int) -> "ImageFont.FreeTypeFont":
    return ImageFont.truetype(fonts.path_of(name), size)


def _file(picture: "Image.Image") -> bytes:
    made = io.BytesIO()
    picture.quantize(16).save(made, "PNG", optimize=True)
    return made.getvalue()
