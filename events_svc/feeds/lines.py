"""Components of `icalendar` as content lines (RFC 5545 §3.1), folded faster than the library folds.

The library folds character by character: a second for a thousand sessions. Here whole octets are cut, and
moved back to the beginning of a character, and before a backslash so that no escape is torn.
"""

import icalendar

_LONGEST = 75
_BACKSLASH = 0x5C
_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\r\n": "\\n", "\n": "\\n", "\r": "\\n"}


def escaped(text: str) -> str:
    """The text as a value of the type TEXT (RFC 5545 §3.3.11)."""
    for plain, written in _ESCAPES.items():
        text = text.replace(plain, written)
    return text


def serialised(component: "icalendar.Component") -> bytes:
    """The component and its parts as UTF-8 with CRLF."""
    lines = [fold(line) for line in component.content_lines(sorted=False) if line]
    return b"\r\n".join([*lines, b""])


def fold(line: "str | icalendar.parser.Contentline") -> bytes:
    """The line in pieces of at most 75 octets, each but the first behind a space."""
    raw = line.encode("utf-8")
    pieces, begin, room = [], 0, _LONGEST
    while len(raw) - begin > room:
        end = _cut(raw, begin, begin + room)
        pieces.append(raw[begin:end])
        begin, room = end, _LONGEST - 1
    return b"\r\n ".join([*pieces, raw[begin:]])


def _cut(raw: bytes, begin: int, end: int) -> int:
    """The last place up to `end` that tears no character and no escape."""
    while raw[end] & 0xC0 == 0x80:
        end -= 1
    before = end
    while before > begin + 1 and raw[before - 1] == _BACKSLASH:
        before -= 1
    return before if before > begin + 1 else end
