"""A TrueType file of which a document takes only the letters that it prints.

A Chinese typeface is 10 MB and 30,000 glyphs; parsing it whole costs 0.2 s and 25 MB a document. Here the
file is mapped, not read: characters are looked up in its tables where they lie, and `subset` copies the few
glyphs that are needed into a small typeface of its own, in about a millisecond.
Tables and their layout: OpenType 1.9 (ISO/IEC 14496-22).
"""

import mmap
import struct
from collections.abc import Iterable
from pathlib import Path

_COPIED = ("OS/2", "name", "post")
_WORDS, _SCALE, _MORE, _SCALE_XY, _SCALE_2X2 = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080


class Typeface:
    """The glyphs of a TrueType file with a full cmap (format 12) and long offsets, as Noto's are."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        (count,) = struct.unpack_from(">H", self._data, 4)
        records = struct.iter_unpack(">4sIII", self._data[12 : 12 + 16 * count])
        self._tables: dict[str, tuple[int, int]] = {
            tag.decode(): (start, length) for tag, _, start, length in records
        }
        self._metrics: int = struct.unpack_from(">H", self._data, self._start("hhea") + 34)[0]
        self._groups, self._group_count = self._find_groups()

    def glyph(self, character: str) -> int:
        """The number of the character's glyph, 0 when the typeface lacks it."""
        code, low, high = ord(character), 0, self._group_count
        while low < high:
            middle = (low + high) // 2
            first, last, glyph = struct.unpack_from(">III", self._data, self._groups + 12 * middle)
            if code < first:
                high = middle
            elif code > last:
                low = middle + 1
            else:
                return int(glyph + code - first)
        return 0

    def subset(self, characters: Iterable[str]) -> bytes:
        """A typeface with the glyphs of `characters` (which it has) and of the space."""
        wanted = {ord(character): self.glyph(character) for character in {" ", *characters}}
        glyphs = self._with_components({0, *wanted.values()})
        place = {glyph: index for index, glyph in enumerate(glyphs)}
        outlines = [_renumbered(self._outline(glyph), place) for glyph in glyphs]
        return _file(
            {
                **{tag: self._table(tag) for tag in _COPIED},
                "cmap": _cmap({code: place[glyph] for code, glyph in wanted.items()}),
                "glyf": b"".join(outlines),
                "head": self._table("head"),
                "hhea": self._table("hhea")[:34] + struct.pack(">H", len(glyphs)),
                "hmtx": b"".join(self._metric(glyph) for glyph in glyphs),
                "loca": _offsets(outlines),
                "maxp": self._table("maxp")[:4]
                + struct.pack(">H", len(glyphs))
                + self._table("maxp")[6:],
            }
        )

    def _start(self, tag: str) -> int:
        return self._tables[tag][0]

    def _table(self, tag: str) -> bytes:
        start, length = self._tables[tag]
        return self._data[start : start + length]

    def _find_groups(self) -> tuple[int, int]:
        cmap = self._start("cmap")
        (count,) = struct.unpack_from(">H", self._data, cmap + 2)
        for index in range(count):
            (offset,) = struct.unpack_from(">I", self._data, cmap + 8 + 8 * index)
            kind, groups = struct.unpack_from(">H10xI", self._data, cmap + offset)
            if kind == 12:
                return cmap + offset + 16, groups
        raise ValueError("a typeface without a full table of characters")

    def _outline(self, glyph: int) -> bytes:
        start, end = struct.unpack_from(">II", self._data, self._start("loca") + 4 * glyph)
        glyf = self._start("glyf")
        return self._data[glyf + start : glyf + end]

    def _metric(self, glyph: int) -> bytes:
        """Advance and left side bearing; glyphs past the last advance share it."""
        hmtx = self._start("hmtx")
        advance = hmtx + 4 * min(glyph, self._metrics - 1)
        bearing = hmtx + 4 * glyph + 2
        if glyph >= self._metrics:
            bearing = hmtx + 4 * self._metrics + 2 * (glyph - self._metrics)
        return self._data[advance : advance + 2] + self._data[bearing : bearing + 2]

    def _with_components(self, glyphs: set[int]) -> list[int]:
        """The glyphs and those that they are composed of, in order: .notdef stays the first."""
        found, open_ = set(glyphs), list(glyphs)
        while open_:
            for _, part in _components(self._outline(open_.pop())):
                if part not in found:
                    found.add(part)
                    open_.append(part)
        return sorted(found)


def _components(outline: bytes) -> Iterable[tuple[int, int]]:
    """(offset of the glyph's number, number) of each component of a composite outline."""
    if len(outline) < 10 or outline[0] < 0x80:
        return
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", outline, at)
        yield at + 2, glyph
        at += 8 if flags & _WORDS else 6
        at += 2 * bool(flags & _SCALE) + 4 * bool(flags & _SCALE_XY) + 8 * bool(flags & _SCALE_2X2)


def _renumbered(outline: bytes, place: dict[int, int]) -> bytes:
    made = bytearray(outline)
    for at, glyph in _components(outline):
        struct.pack_into(">H", made, at, place[glyph])
    return bytes(made) + bytes(-len(made) % 4)


def _offsets(outlines: list[bytes]) -> bytes:
    offsets = [0]
    for outline in outlines:
        offsets.append(offsets[-1] + len(outline))
    return struct.pack(f">{len(offsets)}I", *offsets)


def _cmap(glyphs: dict[int, int]) -> bytes:
    groups = b"".join(struct.pack(">III", code, code, glyphs[code]) for code in sorted(glyphs))
    head = struct.pack(">HHHHI", 0, 1, 3, 10, 12)
    return head + struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(glyphs)) + groups


def _file(tables: dict[str, bytes]) -> bytes:
    power = len(tables).bit_length() - 1
    made = struct.pack(
        ">IHHHH", 0x00010000, len(tables), 16 << power, power, 16 * (len(tables) - (1 << power))
    )
    start, bodies = 12 + 16 * len(tables), b""
    for tag in sorted(tables):
        made += struct.pack(">4sIII", tag.encode(), 0, start + len(bodies), len(tables[tag]))
        bodies += tables[tag] + bytes(-len(tables[tag]) % 4)
    return made + bodies
