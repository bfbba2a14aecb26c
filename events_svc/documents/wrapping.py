"""Where a text breaks into lines: between words, and between Chinese characters as their printers do. Pure.

No line begins with a closing sign or ends with an opening one (W3C, Requirements for Chinese Text Layout,
§3.1.3, the basic rule).
"""

import re
from collections.abc import Callable, Iterator

_NEVER_FIRST = "，。、；：？！）》」』】〕”’…·%‰,.;:?!)]}"
_NEVER_LAST = "（《「『【〔“‘([{"
_PIECE = re.compile(
    r"\s+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+"
)


def wrapped(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The lines of `text`, none wider than `width` by `measure` where that can be."""
    lines, line = [], ""
    for piece in _pieces(text):
        if not line or measure((line + piece).rstrip()) <= width:
            line += piece if line or piece.strip() else ""
        else:
            lines.append(line.rstrip())
            line = piece.lstrip()
        while measure(line.rstrip()) > width and len(line) > 1:
            head = _fitting(line, width, measure)
            lines.append(line[:head])
            line = line[head:]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> Iterator[str]:
    """What stays together: words, characters, and the signs that cling to them."""
    held = ""
    for piece in _PIECE.findall(text):
        if held and not (piece[0] in _NEVER_FIRST or held[-1] in _NEVER_LAST):
            yield held
            held = ""
        held += piece
    if held:
        yield held


def _fitting(line: str, width: float, measure: Callable[[str], float]) -> int:
    """How many letters of a piece that is too wide fit; at least one."""
    low, high = 1, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(line[:middle]) <= width else (low, middle - 1)
    return low
