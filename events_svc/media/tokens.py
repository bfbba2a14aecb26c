"""Search tokens for Chinese and English, without a dictionary (spec/streaming.md §6). Pure.

A text is folded (NFKC, case, diacritics) and cut into runs. A run of CJK characters becomes its overlapping
pairs plus the last character alone (论坛会 → 论坛 坛会 会); a run of other letters or digits is a word. So
every character of a CJK run begins exactly one token, and n characters stand in a text if and only if their
n-1 pairs stand in it one after the other. Runs that touch, or that only blanks part (第 12 届), follow each
other; between all others stands a stop. A word is found by its beginning, everything else wherever it stands.

What is short enough to be in every text has a token of its own (`beginnings`): single characters, and the
first one to three letters of each word. So no short query reads more than one list.

Each token is written as ASCII letters and digits alone, beginning with a letter, because neither FTS5 nor
PostgreSQL can be trusted not to split anything else.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

MOST_WORD = 60  # characters of a word that count
MOST_TERMS = 16  # of a query
SHORT = 3  # letters by which a word is found without looking through all that begin so

STOP = "z"

_CJK = (
    "\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3040-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(rf"(?P<cjk>[{_CJK}]+)|(?P<word>[^\W_{_CJK}]+)")
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens that follow each other; of the last one only the beginning where `is_open`."""

    tokens: tuple[str, ...]
    is_open: bool = False


def folded(text: str) -> str:
    """`text` in which only what matters for searching differs: NFKC, no case, no diacritics."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return unicodedata.normalize("NFKC", bare)


def document(texts: Iterable[str], marks: Iterable[str] = ()) -> str:
    """The one token string of a document, for FTS5 and for `to_tsvector('simple', …)` alike."""
    made, short = [STOP], dict[str, None]()
    for text in texts:
        for run in _followed(folded(text)):
            made += _tokens(run)
            short |= dict.fromkeys(_beginnings(run))
        made.append(STOP)
    return " ".join([*made, *short, *marks])


def mark(letter: str, key: int) -> str:
    """The token of something a document belongs to: `letter` says what (not k, w, c, b, z)."""
    return letter + f"{key:x}".translate(_LETTERS)


def terms(query: str) -> list[Term]:
    """What must all be found: each group of touching runs of the query."""
    return [_term(group) for group in _groups(query)]


def fts5(wanted: Iterable[Term]) -> str:
    """The terms in FTS5's language (sqlite.org/fts5.html §3)."""
    return " AND ".join(f'"{" ".join(one.tokens)}"{" *" if one.is_open else ""}' for one in wanted)


def tsquery(wanted: Iterable[Term]) -> str:
    """All tokens of the terms in PostgreSQL's language; that they follow each other is seen in the tokens.

    (`<->` would not do: a tsvector keeps no place beyond the 16,383rd, and of each token 256.)
    """
    return " & ".join(
        f"{token}:*" if one.is_open and token is one.tokens[-1] else token
        for one in wanted
        for token in one.tokens
    )


@lru_cache(maxsize=256)
def pattern(query: str) -> re.Pattern[str] | None:
    """Where one of the query's terms stands in a folded text; None when there is nothing to find."""
    found = [_literally(group) for group in _groups(query)]
    return re.compile("|".join(found)) if found else None


def sequences(wanted: Iterable[Term]) -> list[str]:
    """What must stand literally in the token string, besides what `tsquery` says."""
    return [
        f" {' '.join(one.tokens)}{'' if one.is_open else ' '}"
        for one in wanted
        if len(one.tokens) > 1
    ]


def _groups(query: str) -> list[list[str]]:
    groups: list[list[str]] = []
    end = -1
    text = folded(query)
    for match in _RUN.finditer(text):
        if match.start() == end:
            groups[-1].append(match[0])
        else:
            groups.append([match[0]])
        end = match.end()
    return groups[:MOST_TERMS]


def _followed(text: str) -> Iterator[str]:
    """The runs of a text; a stop where something else than blanks parts a word from CJK."""
    last: re.Match[str] | None = None
    for match in _RUN.finditer(text):
        if last is not None and last.lastgroup != match.lastgroup:
            between = text[last.end() : match.start()]
            if between and not between.isspace():
                yield ""
        yield match[0]
        last = match


def _tokens(run: str) -> list[str]:
    if not run:
        return [STOP]
    if not _is_cjk(run):
        return [_word(run)]
    return [*map(_pair, pairwise(run)), _pair(run[-1])]


def _beginnings(run: str) -> list[str]:
    if not run:
        return []
    if _is_cjk(run):
        return [_single(char) for char in run]
    return [_short(run[:length]) for length in range(1, min(len(run), SHORT) + 1)]


def _term(group: list[str]) -> Term:
    *before, last = group
    if not before and len(last) == 1 and _is_cjk(last):
        return Term((_single(last),))
    if not before and len(last) <= SHORT and not _is_cjk(last):
        return Term((_short(last),))
    leading = tuple(token for run in before for token in _tokens(run))
    if not _is_cjk(last):
        return Term((*leading, _word(last)), is_open=True)
    if len(last) == 1:
        return Term((*leading, _pair(last)), is_open=True)
    return Term((*leading, *map(_pair, pairwise(last))))


def _literally(group: list[str]) -> str:
    """A group as a regular expression: a word from its beginning, and whole where something follows."""
    start = "" if _is_cjk(group[0]) else rf"(?<![^\W_{_CJK}])"
    return start + r"\s*".join(map(re.escape, group))


def _is_cjk(run: str) -> bool:
    match = _RUN.match(run)
    return match is not None and match.lastgroup == "cjk"


def _pair(characters: Iterable[str]) -> str:
    return "k" + "".join(map(_spelled, characters))


def _single(character: str) -> str:
    return "c" + _spelled(character)


def _word(run: str) -> str:
    return "w" + _safe(run[:MOST_WORD])


def _short(beginning: str) -> str:
    return "b" + _safe(beginning)


def _safe(letters: str) -> str:
    """ASCII as it is, anything else as `qx` and five letters; so a `q` is doubled."""
    if letters.isascii():
        return letters.replace("q", "qq")
    return "".join(_safe(c) if c.isascii() else f"qx{_spelled(c)}" for c in letters)


def _spelled(character: str) -> str:
    return f"{ord(character):05x}".translate(_LETTERS)
