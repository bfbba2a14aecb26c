"""What stands on printed things: words, nothing that draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from events_svc.badges.layout import Kind, Layout, Part

SQUARE, WIDE = (1400, 1400), (1280, 720)  # of covers: podcast programs take 1400 to 3000 pixels


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


class PassKeyWrong(Exception):
    """Passes for Apple Wallet cannot be signed: {reason}."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class WalletPass:
    """What a pass says beside the printed ticket. `pem`: certificate, its key, Apple's intermediate."""

    ticket: PrintedTicket
    serial: str  # the same for the same ticket and code
    organisation: str
    relevant_at: datetime
    expires_at: datetime
    page: str  # the ticket's own page
    pem: bytes
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands on a badge; `code` is the signed code of the ticket, `answers` are by question."""

    event: str
    holder: str
    organisation: str
    kind: str
    code: str
    seat: str = ""
    number: str = ""
    colour: str = "#a8321f"
    answers: Mapping[int, str] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        own = [self.event, self.holder, self.organisation, self.kind, self.seat, self.number]
        return [*own, *self.answers.values()]

    def words(self, part: Part) -> str:
        """What this badge says in a part of its layout."""
        said = {
            Kind.NAME: self.holder,
            Kind.ORGANISATION: self.organisation,
            Kind.TYPE: self.kind,
            Kind.SEAT: self.seat,
            Kind.NUMBER: self.number,
            Kind.EVENT: self.event,
            Kind.WORDS: part.words,
            Kind.ANSWER: self.answers.get(part.question or 0, ""),
        }
        return said.get(part.kind, "")


@dataclass(frozen=True, slots=True)
class Badges:
    """Badges of one layout; `logo` is a PNG, or nothing."""

    layout: Layout
    badges: Sequence[Badge]
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the picture of a series or an event: the title, the other language's, who gives it."""

    title: str
    other: str
    by: str
    accent: str
    size: tuple[int, int] = SQUARE
