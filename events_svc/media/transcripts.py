"""What a recording says, from its cues: kept so that a search finds the second without reading it all. Pure.

Kept are one line a cue; the whole text folded as the search folds it, in which a sentence goes on from cue
to cue; and three 32-bit numbers a cue: first and last millisecond, and where it begins in the folded text.
"""

import re
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from events_svc.media.tokens import folded, pattern
from events_svc.media.vtt import Cue

MOST_HITS = 3
PAUSE_MS = 2_500  # of silence end a paragraph
LONG = 280  # characters after which a paragraph ends with a sentence
VERY_LONG = 600  # after which it ends at once

_CJK_END, _CJK_START = re.compile(r"[\u2e80-\uffee]\Z"), re.compile(r"[\u2e80-\uffee]")
_SENTENCE = re.compile(r"[.!?…。！？]['\"”’）)]*\Z")


@dataclass(frozen=True, slots=True)
class Kept:
    """The columns of a track that come from its cues."""

    cues: int
    lines: str
    folded: str
    marks: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """What is said from one millisecond to another."""

    starts_ms: int
    ends_ms: int
    text: str

    @property
    def is_cjk(self) -> bool:
        """Whether it ends in Chinese: what follows needs no blank."""
        return _CJK_END.search(self.text) is not None


@dataclass(frozen=True, slots=True)
class Hit:
    """A line in which words of a query stand, and in how many places of the whole text they do."""

    starts_ms: int
    text: str

    @property
    def second(self) -> int:
        return self.starts_ms // 1000


def kept(cues: Sequence[Cue]) -> Kept:
    """The cues as they are kept."""
    numbers, words, length, before = array("I"), list[str](), 0, ""
    for cue in cues:
        text = folded(cue.text)
        joint = "" if not before or (_CJK_END.search(before) and _CJK_START.match(text)) else " "
        length += len(joint)
        numbers.extend((cue.starts_ms, cue.ends_ms, length))
        words.append(joint + text)
        length += len(text)
        before = text or before
    lines = "\n".join(_told(cue) for cue in cues)
    return Kept(len(cues), lines, "".join(words), _little(numbers).tobytes())


def lines(text: str, marks: bytes) -> list[Line]:
    """The cues of a track as lines of a transcript."""
    numbers = _numbers(marks)
    starts, ends = numbers[0::3], numbers[1::3]
    return [Line(*one) for one in zip(starts, ends, text.split("\n"), strict=True)]


def hits(words: str, kept: Kept, *, most: int = MOST_HITS) -> list[Hit]:
    """The lines with the most different words of the query, at most so many, in their order."""
    wanted = pattern(words)
    if wanted is None:
        return []
    numbers = _numbers(kept.marks)
    places = numbers[2::3]
    found: dict[int, set[str]] = {}
    ends: dict[int, int] = {}
    for match in wanted.finditer(kept.folded):
        first = bisect_right(places, match.start()) - 1
        found.setdefault(first, set()).add(match[0])
        ends[first] = bisect_right(places, match.end() - 1)
    best = sorted(found, key=lambda cue: (-len(found[cue]), cue))[:most]
    told = kept.lines.split("\n") if best else []
    return [Hit(numbers[3 * cue], joined(told[cue : ends[cue]])) for cue in sorted(best)]


def paragraphs(said: Iterable[Line]) -> list[list[Line]]:
    """The lines in paragraphs: one ends at a pause, or with a sentence once it is long."""
    made: list[list[Line]] = []
    every = [*said]
    for before, line in pairwise([None, *every]):
        assert line is not None
        if before is None or line.starts_ms - before.ends_ms > PAUSE_MS or _is_full(made[-1]):
            made.append([])
        made[-1].append(line)
    return made


def joined(said: Iterable[str]) -> str:
    """What is said, in one piece; Chinese goes on without a blank."""
    whole = ""
    for text in said:
        is_cjk = _CJK_END.search(whole) and _CJK_START.match(text)
        whole += text if is_cjk or not whole else f" {text}"
    return whole


def marked(text: str, words: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is what the query looked for."""
    wanted = pattern(words)
    if wanted is None:
        return [(text, False)]
    letters = [folded(letter) for letter in text]
    origin = [place for place, letter in enumerate(letters) for _ in letter] + [len(text)]
    pieces, end = [], 0
    for match in wanted.finditer("".join(letters)):
        first, last = origin[match.start()], origin[match.end() - 1] + 1
        pieces += [(text[end:first], False), (text[first:last], True)]
        end = last
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


def _told(cue: Cue) -> str:
    return f"{cue.voice}: {cue.text}" if cue.voice else cue.text


def _is_full(paragraph: list[Line]) -> bool:
    length = sum(len(line.text) for line in paragraph)
    ends = _SENTENCE.search(paragraph[-1].text) is not None
    return length > VERY_LONG or (length > LONG and ends)


def _numbers(marks: bytes) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(marks)
    return _little(numbers)


def _little(numbers: "array[int]") -> "array[int]":
    """As they are kept: little-endian, whatever the machine."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
