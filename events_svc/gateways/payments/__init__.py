"""Payment providers: one interface, whoever moves the money. Called between operations, never inside one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from events_svc.tickets.hear import Notification


@dataclass(frozen=True, slots=True)
class Charge:
    """What a provider is asked to collect; `reference` is ours, unguessable and used once."""

    reference: str
    amount_minor: int
    currency: str
    return_url: str


class ProviderAway(Exception):
    """The payment provider cannot be reached now. Please try again in a moment."""


class Provider(Protocol):
    """What every provider can do."""

    name: str

    async def start(self, charge: Charge) -> str:
        """The address at the provider where the buyer pays."""
        ...

    def confirm(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """What a notification says; raises Forged when the provider did not sign it."""
        ...

    async def query(self, reference: str) -> Notification | None:
        """What became of a charge; None while nothing did. Raises ProviderAway."""
        ...

    async def refund(self, reference: str, *, amount_minor: int, refund: str) -> None:
        """Give money back; the same `refund` twice is once. Raises ProviderAway."""
        ...
