"""The reference that a buyer writes on a transfer: seven random letters and a check letter. Pure.

Thirty-one letters, none of which is read for another (no 0 O 1 I L), a prime number of them: with the
weights 1 … 8 the sum is 0 modulo 31, so that every single wrong letter and every two letters that changed
places are found out (the reasoning of ISO 7064 and of ISBN-10). And the references are sparse: of 27
thousand million, those of ten thousand orders are one in three million. What is found is never corrected.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterator

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
LONGEST = 2000  # letters of a remark that are looked at
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_SIZE = len(ALPHABET)
_LAST_INVERSE = pow(LENGTH, -1, _SIZE)
# Banks break lines and people write dashes: up to three such marks may part two letters.
_RUN = re.compile(r"[0-9A-Z](?:[\s\-‐-―_./·:,]{0,3}[0-9A-Z])*")
_MARKS = re.compile(r"[^0-9A-Z]")


def new_reference() -> str:
    """A reference that nobody guesses; the database sees to it that it is there once."""
    letters = [secrets.choice(ALPHABET) for _ in range(LENGTH - 1)]
    return "".join([*letters, _check_letter(letters)])


def is_reference(letters: str) -> bool:
    """Whether the letters are eight of ours and their check letter is right."""
    return (
        len(letters) == LENGTH
        and all(letter in _VALUE for letter in letters)
        and sum(place * _VALUE[letter] for place, letter in enumerate(letters, 1)) % _SIZE == 0
    )


def shown(reference: str) -> str:
    """As people copy it: in two groups."""
    return f"{reference[:4]}-{reference[4:]}"


def found_in(remark: str) -> list[str]:
    """Every reference that stands in the remark as it is, wherever words begin and end; each once."""
    return list(dict.fromkeys(one for one in _eights(remark) if is_reference(one)))


def near(remark: str) -> list[str]:
    """References that the remark misses by one wrong letter, or by two that changed places: guesses for a
    person, never for a machine.
    """
    guesses: dict[str, None] = {}
    for letters in _eights(remark):
        if not is_reference(letters):
            guesses |= dict.fromkeys(_one_slip_away(letters))
        if len(guesses) > 500:
            break
    return list(guesses)


def _eights(remark: str) -> Iterator[str]:
    """Every eight letters that stand together."""
    plain = unicodedata.normalize("NFKC", remark[:LONGEST]).upper()
    for run in _RUN.findall(plain):
        letters = _MARKS.sub("", run)
        for start in range(len(letters) - LENGTH + 1):
            yield letters[start : start + LENGTH]


def _one_slip_away(letters: str) -> Iterator[str]:
    wrong = [place for place, letter in enumerate(letters) if letter not in _VALUE]
    for place in range(LENGTH):
        if wrong not in ([], [place]):
            continue
        for letter in ALPHABET:
            guess = letters[:place] + letter + letters[place + 1 :]
            if is_reference(guess):
                yield guess
    for place in range(LENGTH - 1):
        pair = letters[place : place + 2]
        guess = letters[:place] + pair[::-1] + letters[place + 2 :]
        if is_reference(guess):
            yield guess


def _check_letter(letters: list[str]) -> str:
    total = sum(place * _VALUE[letter] for place, letter in enumerate(letters, 1))
    return ALPHABET[-total * _LAST_INVERSE % _SIZE]
