"""What stands on an invoice: words for its drawing, which knows no database and no language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class PrintedInvoice:
    """What is printed, in the reader's language; amounts are words already."""

    title: str
    label: str
    facts: Sequence[tuple[str, str]]
    seller: Sequence[str]  # the first line is the name
    buyer: Sequence[str]
    sides: tuple[str, str]  # how seller and buyer are called
    head: Sequence[str]  # five columns
    lines: Sequence[Sequence[str]]
    taxes: Sequence[tuple[str, str]]
    total: tuple[str, str]
    note: str
    page: str  # "page {number}"

    @property
    def texts(self) -> Iterator[str]:
        """Every word that is printed."""
        yield from (self.title, self.label, self.note, self.page, "0123456789", *self.sides)
        yield from (*self.seller, *self.buyer, *self.head, *self.total)
        for pair in (*self.facts, *self.taxes):
            yield from pair
        for line in self.lines:
            yield from line
