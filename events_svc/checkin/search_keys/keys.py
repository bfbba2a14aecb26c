"""The words under which a person is found at the door by a keyboard: the server makes them, a phone compares.

Each is compared from its beginning, with what was typed, in lower case, without accents and blanks. 单雄信:
`shanxiongxin` (as it is said), `sxx` (initials), `xiongxinshan` (given name first). Ada Lovelace: `adalovelace`,
`lovelaceada`, `al`. Pure.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice, product

from events_svc.checkin.search_keys.readings import Reading, is_chinese, reading
from events_svc.checkin.search_keys.surnames import AMBIGUOUS, COMPOUND, SINGLE

MOST_READINGS = 4  # of one name
MOST_WORDS = 4
LONGEST_SURNAME = max(len(one) for one in COMPOUND)

_ASIDE = re.compile(r"[(（\[【<《].*?[)）\]】>》]")
_DOTS = re.compile(r"[·•・‧]")
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"}
)

Name = tuple[list[Reading], list[Reading]]  # surname, given name


def keys_of(name: str) -> str:
    """The search keys of a name, blank-separated, each once, the likeliest first."""
    plain = _ASIDE.sub(" ", unicodedata.normalize("NFKC", name)).strip()
    made = [*_chinese_keys(plain), *_other_keys(plain)]
    found = dict.fromkeys(one for one in made if one)
    return " ".join(one for one in found if len(one) > 1) or " ".join(found)


def _chinese_keys(name: str) -> Iterator[str]:
    """Keys of the Chinese characters in a name."""
    for surname, given in _names(name):
        for syllables in islice(product(*surname, *given), MOST_READINGS):
            split = len(surname)
            yield from _spelled(list(syllables), split)


def _spelled(syllables: list[str], split: int) -> Iterator[str]:
    """The keys of one way to say a name, of which the first `split` syllables are the surname."""
    said = "".join(syllables)
    yield said
    yield "".join(one[0] for one in syllables)
    if 0 < split < len(syllables):
        yield "".join([*syllables[split:], *syllables[:split]])
    if "v" in said:  # passports and keyboards write ü in other ways
        yield said.replace("v", "u")
        yield said.replace("v", "yu")


def _names(name: str) -> Iterator[Name]:
    """A name taken apart in every way that it may be meant; surnames by their own readings."""
    characters = [one for one in name if is_chinese(one)]
    if not characters:
        return
    written = "".join(characters)
    if _DOTS.search(name):  # 阿卜杜拉·买买提: no surname stands first
        yield [], _read(written)
        return
    compound = _compound(written)
    if compound:
        yield [(one,) for one in COMPOUND[compound]], _read(written[len(compound) :])
    if not compound or compound in AMBIGUOUS:
        yield _read_surname(written[0]), _read(written[1:])


def _compound(written: str) -> str:
    """The surname of several characters with which the name begins, or nothing."""
    lengths = range(LONGEST_SURNAME, 1, -1)
    return next((written[:n] for n in lengths if written[:n] in COMPOUND), "")


def _read_surname(character: str) -> list[Reading]:
    found = SINGLE.get(character) or reading(character)
    return [found] if found else []


def _read(written: str) -> list[Reading]:
    return [found for one in written if (found := reading(one))]


def _other_keys(name: str) -> Iterator[str]:
    """Keys of the words in other alphabets: each, all together from each of them on, initials."""
    words = _words(name)
    for first in range(min(len(words), MOST_WORDS)):
        yield "".join([*words[first:], *words[:first]])
    if len(words) > 1:
        yield "".join(one[0] for one in words)


def _words(name: str) -> Sequence[str]:
    """Words of letters and figures, lower case, without accents and Chinese characters."""
    lower = unicodedata.normalize("NFD", name.lower().translate(_LETTERS))
    spaced = ("" if unicodedata.combining(one) else _kept(one) for one in lower)
    return unicodedata.normalize("NFC", "".join(spaced)).split()


def _kept(one: str) -> str:
    if one in "'’ʼ`":
        return ""
    return one if one.isalnum() and not is_chinese(one) else " "
