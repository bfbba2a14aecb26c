"""Taxpayer numbers of China: the unified social credit code of GB 32100-2015. Pure."""

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015, table 1: no I O S V Z
LENGTH = 18
_WEIGHTS = [pow(3, place, 31) for place in range(LENGTH - 1)]


def is_taxpayer_number(number: str) -> bool:
    """Whether it is eighteen characters of the code, with six digits of a region and the right check
    character (GB 32100-2015, annex A: ISO 7064's sum with the weights 3ⁿ modulo 31).
    """
    if len(number) != LENGTH or any(one not in ALPHABET for one in number):
        return False
    return number[2:8].isdecimal() and number[-1] == check_character(number[:-1])


def check_character(body: str) -> str:
    """The last character of a code that begins with these seventeen."""
    total = sum(ALPHABET.index(one) * weight for one, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def spelled(typed: str) -> str:
    """What somebody typed, as it is kept: narrow, upper case, without blanks and dashes."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(one for one in plain if one.isalnum())
