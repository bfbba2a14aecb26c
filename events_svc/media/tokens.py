"""Search tokens for Chinese and English, without a dictionary (spec/streaming.md §6). Pure.

A text is folded (NFKC, case, diacritics) and cut into runs. A run of CJK characters becomes its overlapping
pairs plus the last character alone (论坛会 → 论坛 坛会 会); a run of other letters or digits is a word. So
every character of a CJK run begins exactly one token, and n characters stand in a text if and only if their
n-1 pairs stand in it one after the other. One character is found as the beginning of a token, two as a
token, more as a phrase; a word as the beginning of a word.

Each token is written as ASCII letters alone, because neither FTS5 nor PostgreSQL can be trusted not to split
anything else: `k` and five letters a character for CJK, `w` and the word for Latin, `x` and letters for
other scripts.
"""

import re
import unicodedata
from collections.abc import Iterable

MOST_WORD = 60  # characters of a word that count
MOST_TERMS = 16  # of a query

_CJK = (
    "\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3040-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(rf"(?P<cjk>[{_CJK}]+)|(?P<word>[^\W_{_CJK}]+)")
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


def folded(text: str) -> str:
    """`text` in which only what matters for searching differs: NFKC, no case, no diacritics."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return unicodedata.normalize("NFKC", bare)


def tokens(texts: Iterable[str]) -> str:
    """The one token string of a document, for FTS5 and for `to_tsvector('simple', …)` alike."""
    return " ".join(token for text in texts for run in _runs(text) for token in _tokens(run))


def terms(query: str) -> list[list[str]]:
    """The query's runs, all of which must be found: each a phrase, its last token a beginning of one.

    (A whole CJK pair is the beginning of itself alone: all pairs are written with the same length.)
    """
    return [_phrase(run) for run in _runs(query)][:MOST_TERMS]


def fts5(query: str) -> str:
    """The query in FTS5's language (sqlite.org/fts5.html §3); empty when there is nothing to find."""
    return " AND ".join('"' + " ".join(phrase) + '" *' for phrase in terms(query))


def tsquery(query: str) -> str:
    """The query in PostgreSQL's language, for `to_tsquery('simple', …)`; empty as above."""
    return " & ".join(
        "(" + " <-> ".join([*phrase[:-1], f"{phrase[-1]}:*"]) + ")" for phrase in terms(query)
    )


def _runs(text: str) -> list[str]:
    return [match[0] for match in _RUN.finditer(folded(text))]


def _tokens(run: str) -> list[str]:
    if not _is_cjk(run):
        return [_word(run)]
    return [_pair(run[place : place + 2]) for place in range(len(run))]


def _phrase(run: str) -> list[str]:
    if not _is_cjk(run):
        return [_word(run)]
    return [_pair(run[place : place + 2]) for place in range(max(len(run) - 1, 1))]


def _is_cjk(run: str) -> bool:
    match = _RUN.match(run)
    return match is not None and match["cjk"] is not None


def _pair(characters: str) -> str:
    return "k" + "".join(f"{ord(char):05x}".translate(_LETTERS) for char in characters)


def _word(run: str) -> str:
    cut = run[:MOST_WORD]
    if cut.isascii():
        return "w" + cut
    return "x" + "".join(f"{ord(char):05x}".translate(_LETTERS) for char in cut)
