"""What stands on printed things: words, nothing that draws."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrintedTicket:
    """What stands on a ticket, in the reader's language. `facts` are pairs of label and words."""

    event: str
    holder: str
    organisation: str
    kind: str
    number: str
    facts: Sequence[tuple[str, str]]
    code: str
    note: str
    accent: str = "#a8321f"

    @property
    def texts(self) -> list[str]:
        """Every word of it, for the typefaces."""
        pairs = [words for fact in self.facts for words in fact]
        return [
            self.event, self.holder, self.organisation, self.kind, self.number, self.note, *pairs
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands on a badge; `code` is the signed code of the ticket."""

    event: str
    holder: str
    organisation: str
    kind: str
    code: str

    @property
    def texts(self) -> list[str]:
        return [self.event, self.holder, self.organisation, self.kind]
