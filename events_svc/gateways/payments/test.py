"""The shop's side of the built-in test provider. It stands at `/test-payments` of this service, and is
spoken to as if it stood elsewhere: by redirects, HTTP and signed notifications.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import aiohttp
import msgspec

from events_svc import clock
from events_svc.config import Settings
from events_svc.gateways.payments import Charge, ProviderAway
from events_svc.gateways.payments.signing import check, seal, shared_key, signed
from events_svc.tickets.errors import Forged
from events_svc.tickets.hear import Notification, Word

NAME = "test"
PATH = "/test-payments"
SECONDS = 5.0

Short = Annotated[str, msgspec.Meta(max_length=120)]
Amount = Annotated[int, msgspec.Meta(ge=0, le=10**15)]


class Event(msgspec.Struct):
    """The body of a notification, and of the answer to a query."""

    id: Short
    reference: Annotated[str, msgspec.Meta(max_length=64)]
    state: Literal["open", "paid", "declined", "refunded"]
    amount_minor: Amount
    currency: Annotated[str, msgspec.Meta(max_length=3)]
    charge: Short = ""


class TestProvider:
    """See `Provider`."""

    __test__ = False  # no test class, whatever pytest thinks of the name
    name = NAME

    def __init__(self, settings: Settings, http: aiohttp.ClientSession) -> None:
        self._base = settings.public_url + PATH
        self._key = shared_key(settings.secret_key)
        self._http = http

    async def start(self, charge: Charge) -> str:
        """The provider's page; what it shall ask for is sealed against the buyer's hand."""
        asked = {
            "amount_minor": str(charge.amount_minor),
            "currency": charge.currency,
            "return_url": charge.return_url,
        }
        words = sealed_words(charge.reference, asked)
        asked["seal"] = seal(words, key=self._key)
        return f"{PATH}/{charge.reference}?{urlencode(asked)}"

    def confirm(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """See `Provider.confirm`."""
        check(headers, body, key=self._key, now=clock.now())
        try:
            event = msgspec.json.decode(body, type=Event)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Forged from error
        said = _said(event, event.id)
        if said is None:
            raise Forged
        return said

    async def query(self, reference: str) -> Notification | None:
        """See `Provider.query`."""
        body = await self._send("GET", f"{self._base}/{reference}/state", b"")
        if body is None:
            return None
        event = msgspec.json.decode(body, type=Event)
        return _said(event, f"query:{event.reference}:{event.state}")

    async def refund(self, reference: str, *, amount_minor: int, refund: str) -> None:
        """See `Provider.refund`."""
        asked = msgspec.json.encode({"amount_minor": amount_minor, "refund": refund})
        if await self._send("POST", f"{self._base}/{reference}/refunds", asked) is None:
            raise ProviderAway

    async def _send(self, method: str, url: str, body: bytes) -> bytes | None:
        headers = signed(body, key=self._key, now=clock.now())
        limit = aiohttp.ClientTimeout(total=SECONDS)
        try:
            async with self._http.request(
                method, url, data=body, headers=headers, timeout=limit
            ) as answer:
                if answer.status == 404:
                    return None
                if answer.status != 200:
                    raise ProviderAway
                return await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ProviderAway from error


def sealed_words(reference: str, asked: Mapping[str, Any]) -> str:
    """What the seal of a redirect covers."""
    names = ("amount_minor", "currency", "return_url")
    return "\n".join([reference, *(str(asked.get(name, "")) for name in names)])


def _said(event: Event, notification: str) -> Notification | None:
    if event.state not in {"paid", "declined"}:
        return None
    return Notification(
        provider=NAME,
        id=notification,
        reference=event.reference,
        word=Word(event.state),
        amount_minor=event.amount_minor,
        currency=event.currency,
        provider_reference=event.charge,
        body=msgspec.to_builtins(event),
    )
