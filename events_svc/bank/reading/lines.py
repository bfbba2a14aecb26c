"""What every statement comes to, whatever its dialect. Pure."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of a statement; `amount_minor` is negative where money left or was taken back."""

    number: int
    day: date
    amount_minor: int
    currency: str
    payer: str = ""
    payer_account: str = ""
    remark: str = ""
    bank_reference: str = ""
    apart: str = ""  # what else tells it from others: time, balance

    @property
    def likeness(self) -> str:
        """The same for lines that people cannot tell apart."""
        said = (self.day, self.amount_minor, self.currency, self.payer, self.remark)
        return _digest(*map(squashed, map(str, said)))


@dataclass(frozen=True, slots=True)
class Read:
    """A file of the bank: its dialect, its lines, and the account it names, if it names one."""

    form: str
    lines: Sequence[ReadLine]
    account: str = ""
    columns: Sequence[str] = field(default_factory=tuple)  # meanings as guessed or chosen
    sample: Sequence[Sequence[str]] = field(default_factory=tuple)  # header, then rows, as written


def digests(lines: Sequence[ReadLine]) -> list[str]:
    """What names each line in every file that tells of it: all that it says, and which of several that say
    the same it is.
    """
    seen: Counter[str] = Counter()
    found = []
    for line in lines:
        said = _digest(line.likeness, line.payer_account, line.bank_reference, line.apart)
        seen[said] += 1
        found.append(_digest(said, str(seen[said])))
    return found


def squashed(words: str) -> str:
    """Words without what banks change about them: width, case, blanks, punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", words).casefold())


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
