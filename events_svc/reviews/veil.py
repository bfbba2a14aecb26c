"""Names out of texts, for anonymous phases. Pure.

What the presenters are called, where they belong and how they are written to is covered wherever it
stands: whole, in any case of letters; a part of a Latin name (`Lovelace`) where it stands as a word with
its capital.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from events_svc.calls.models import Presenter

COVER = "▇▇▇"
_PART = re.compile(r"[A-ZÀ-ÖØ-Þ][^\W\d_]{2,}(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Veil:
    """What must not be read. Without anything it covers nothing."""

    wholes: Sequence[str] = ()
    parts: Sequence[str] = ()

    def text(self, value: str) -> str:
        """The text with every name covered."""
        for name in self.wholes:
            value = re.sub(re.escape(name), COVER, value, flags=re.IGNORECASE)
        for part in self.parts:
            value = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", COVER, value)
        return value

    def both(self, value: Mapping[str, str]) -> dict[str, str]:
        """A text in two languages with every name covered."""
        return {language: self.text(words) for language, words in value.items()}

    def names_somebody(self, value: Any) -> bool:
        """Whether an answer of any shape holds a name."""
        if isinstance(value, str):
            return self.text(value) != value
        if isinstance(value, Mapping):
            return any(self.names_somebody(one) for one in value.values())
        if isinstance(value, list):
            return any(self.names_somebody(one) for one in value)
        return False


def over(presenters: Iterable[Presenter]) -> Veil:
    """The veil over these presenters (with their speakers)."""
    names: set[str] = set()
    told: set[str] = set()
    for one in presenters:
        told.add(one.email)
        names.add(one.name)  # as it was given, also of who has not joined
        if one.speaker is not None:
            names |= {*one.speaker.name.values()}
            told |= {*(one.speaker.affiliation or {}).values(), one.speaker.email or ""}
    return covering(names, told)


def covering(names: Iterable[str], told: Iterable[str]) -> Veil:
    """The veil over names, whole and in parts, and over what else would tell who it is, whole."""
    names = {name.strip() for name in names}
    wholes = {one.strip() for one in {*names, *told} if len(one.strip()) > 1}
    parts = {part for name in names for part in _PART.findall(name)}
    longest_first = sorted(wholes, key=lambda one: (-len(one), one))
    return Veil(longest_first, sorted(parts, key=lambda one: (-len(one), one)))
