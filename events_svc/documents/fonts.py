"""Which typeface prints which letter: Noto Sans SC, what it lacks from Noto Sans JP, then Noto Emoji."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from events_svc.documents.typeface import Typeface

FOLDER = Path(__file__).parent.parent / "static" / "vendor"

REGULAR = ("NotoSansSC-Regular.ttf", "NotoSansJP-Regular.ttf", "NotoEmoji-Regular.ttf")
BOLD = ("NotoSansSC-Bold.ttf", "NotoSansJP-Bold.ttf", "NotoEmoji-Regular.ttf")

MISSING = "□"
_VARIATIONS = range(0xFE00, 0xFE10)


class FontsMissing(Exception):
    """Tickets and badges cannot be printed: the typeface {file} is not installed (see `make setup`)."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.file = file


def path_of(name: str) -> Path:
    """The file of a typeface; raises FontsMissing when the set-up has not put it there."""
    path = FOLDER / name
    if not path.is_file():
        raise FontsMissing(name)
    return path


def printable(text: str) -> str:
    """The text as we can print it: composed, without controls, joiners and variation selectors. Where no
    typeface has a letter its bare form stands (C for Č), or a □.
    """
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(
        character if typeface_of(character, REGULAR) else _bare(character)
        for character in composed
        if unicodedata.category(character)[0] != "C" and ord(character) not in _VARIATIONS
    )


def _bare(character: str) -> str:
    """The letter without its marks, when that can be printed."""
    letter = unicodedata.normalize("NFD", character)[0]
    is_there = letter != character and typeface_of(letter, REGULAR)
    return letter if is_there else MISSING


def shared_out(characters: Iterable[str], names: tuple[str, ...]) -> dict[str, set[str]]:
    """The characters by the first of the typefaces `names` that has them."""
    shares: dict[str, set[str]] = {name: set() for name in names}
    for character in set(characters):
        name = typeface_of(character, names)
        if name:
            shares[name].add(character)
    return shares


def runs(text: str, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The text in stretches of one typeface: (name of the typeface, stretch)."""
    for name, characters in groupby(text, key=lambda one: typeface_of(one, names) or names[0]):
        yield name, "".join(characters)


@lru_cache(maxsize=10_000)
def typeface_of(character: str, names: tuple[str, ...]) -> str | None:
    """The first of the typefaces that has the character."""
    return next((name for name in names if typeface(name).glyph(character)), None)


@cache
def typeface(name: str) -> Typeface:
    """The typeface, opened once in the life of the process."""
    return Typeface(path_of(name))
