"""The shop's side of the built-in test provider. It stands at `/test-payments` of this service, and is
spoken to as if it stood elsewhere: by redirects, HTTP and signed notifications.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import aiohttp
import msgspec

from events_svc import clock
from events_svc.config import Settings
from events_svc.gateways.http import Http
from events_svc.gateways.payments import (
    Asked,
    Book,
    Charge,
    GivingBack,
    PaidAlready,
    ProviderAway,
    Returned,
    Started,
)
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
    state: Literal["open", "paid", "declined", "closed", "refunded"]
    amount_minor: Amount
    currency: Annotated[str, msgspec.Meta(max_length=3)]
    charge: Short = ""


class TestProvider:
    """See `Provider`."""

    __test__ = False  # no test class, whatever pytest thinks of the name
    name = NAME

    def __init__(self, settings: Settings, http: Http) -> None:
        self._base = settings.public_url + PATH
        self._key = shared_key(settings.secret_key)
        self._http = http

    async def start(self, charge: Charge) -> Started:
        """The provider's page; what it shall ask for is sealed against the buyer's hand."""
        asked = {
            "amount_minor": str(charge.amount_minor),
            "currency": charge.currency,
            "return_url": charge.return_url,
            "title": charge.title,
        }
        words = sealed_words(charge.reference, asked)
        asked["seal"] = seal(words, key=self._key)
        return Started(url=f"{PATH}/{charge.reference}?{urlencode(asked)}")

    async def confirm(self, headers: Mapping[str, str], body: bytes) -> Notification | None:
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

    async def query(self, asked: Asked) -> Notification | None:
        """See `Provider.query`."""
        event = await self._state(asked)
        return _said(event, f"query:{event.reference}:{event.state}") if event else None

    async def close(self, asked: Asked) -> None:
        """See `Provider.close`."""
        words = {"amount_minor": asked.amount_minor, "currency": asked.currency}
        body = msgspec.json.encode(words)
        told = await self._send("POST", f"{self._base}/{asked.reference}/closure", body)
        if told is None:
            raise ProviderAway
        if msgspec.json.decode(told, type=Event).state in {"paid", "refunded"}:
            raise PaidAlready

    async def refund(self, giving: GivingBack) -> Returned:
        """See `Provider.refund`."""
        asked = {"amount_minor": giving.amount_minor, "refund": giving.reference}
        url = f"{self._base}/{giving.charge.reference}/refunds"
        if await self._send("POST", url, msgspec.json.encode(asked)) is None:
            raise ProviderAway
        return Returned.DONE

    async def reconcile(self, day: date) -> Book:
        """See `Provider.reconcile`: no money moves, so its book is empty."""
        starts_at = datetime.combine(day, time(), UTC)
        return Book(starts_at, starts_at + timedelta(days=1))

    async def test(self) -> None:
        """See `Provider.test`."""
        await self._state(Asked("0" * 32, "", 0, "CNY"))

    async def _state(self, asked: Asked) -> Event | None:
        body = await self._send("GET", f"{self._base}/{asked.reference}/state", b"")
        return msgspec.json.decode(body, type=Event) if body is not None else None

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
    names = ("amount_minor", "currency", "return_url", "title")
    return "\n".join([reference, *(str(asked.get(name, "")) for name in names)])


def _said(event: Event, notification: str) -> Notification | None:
    if event.state == "open":
        return None
    word = Word.PAID if event.state == "refunded" else Word(event.state)
    return Notification(
        provider=NAME,
        id=notification,
        reference=event.reference,
        word=word,
        amount_minor=event.amount_minor,
        currency=event.currency,
        provider_reference=event.charge,
        body=msgspec.to_builtins(event),
    )
