"""Payment providers: one interface, whoever moves the money. Called between operations, never inside one.

Whatever is asked a second time (the process died while it waited) names the same reference, and is once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from events_svc.tickets.hear import Notification
from events_svc.tickets.paying.returned import RefundSaid


@dataclass(frozen=True, slots=True)
class Charge:
    """What a provider is asked to collect; `reference` is ours, unguessable and used once."""

    reference: str
    amount_minor: int
    currency: str
    return_url: str
    notify_url: str = ""
    title: str = ""  # what the buyer reads on the bill
    begun_at: datetime | None = None
    expires_at: datetime | None = None
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Started:
    """How the buyer pays: at `url`, or by the QR code that says `code`."""

    url: str = ""
    code: str = ""
    provider_reference: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A charge that was begun, by our reference and the provider's (blank while it told none)."""

    reference: str
    provider_reference: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class GivingBack:
    """Money to give back: `reference` is the refund's, the same one twice is one refund."""

    reference: str
    amount_minor: int
    charge: Asked
    reason: str = ""
    notify_url: str = ""


class Returned(StrEnum):
    """How far a refund has come; who is refused for good gets a Refused instead."""

    DONE = "done"
    PENDING = "pending"  # ask again, or be told


@dataclass(frozen=True, slots=True)
class Booked:
    """A line of the provider's book: money that came for a charge, or went back by a refund."""

    reference: str
    amount_minor: int
    currency: str
    is_refund: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """The provider's book of a day in its own time zone, and when that day begins and ends."""

    starts_at: datetime
    ends_at: datetime
    lines: Sequence[Booked] = field(default_factory=tuple)


class ProviderAway(Exception):
    """The payment provider cannot be reached now. Please try again in a moment."""


class Refused(Exception):
    """The payment provider refuses this. Please choose another way to pay, or tell the organiser."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason[:400]


class PaidAlready(Exception):
    """This charge is paid: it cannot be closed."""


class Provider(Protocol):
    """What every provider can do. Each that speaks with it raises ProviderAway, and Refused for good."""

    name: str

    async def start(self, charge: Charge) -> Started:
        """Open a charge, or find the one of the same reference."""
        ...

    async def confirm(
        self, headers: Mapping[str, str], body: bytes
    ) -> Notification | RefundSaid | None:
        """What a notification says, None when it does not concern us; raises Forged when the provider
        did not sign it.
        """
        ...

    async def query(self, asked: Asked) -> Notification | None:
        """What became of a charge; None while nothing did."""
        ...

    async def close(self, asked: Asked) -> None:
        """Nobody can pay the charge any more; raises PaidAlready."""
        ...

    async def refund(self, giving: GivingBack) -> Returned:
        """Give money back, or say how far that has come."""
        ...

    async def reconcile(self, day: date) -> Book:
        """The provider's book of `day`."""
        ...

    async def test(self) -> None:
        """Ask something harmless that only the right keys may ask."""
        ...
