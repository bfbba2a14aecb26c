"""What is on sale, for the component that other sites show: public, small, fresh within seconds."""

import hashlib
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.events.models import Event, EventState
from events_svc.tickets.offers import Offer, on_sale
from events_svc.tickets.pricing import from_minor
from events_svc.tickets.queries import Sale
from events_svc.web import access, i18n
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets.printed import when, words
from events_svc.web.tickets.words import sale_mark

OPEN = {"access-control-allow-origin": "*", "cache-control": "public, max-age=10"}


async def index(request: Request) -> Response:
    """The ticket types as JSON in the reader's language; an ETag, and 304 when nothing has changed."""
    event = await access.public_event(request)
    body = msgspec.json.encode(await _offers(event, request.state["settings"].public_url))
    is_draft = event.state is EventState.DRAFT
    headers = {"cache-control": "private, no-store"} if is_draft else dict(OPEN)
    headers |= {"etag": f'"{hashlib.sha256(body).hexdigest()[:32]}"', "vary": "Accept-Language"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


async def _offers(event: Event, base: str) -> dict[str, Any]:
    return {
        "event": words(event.title),
        "when": when(event),
        "url": f"{base}/events/{event.slug}/tickets",
        "language": i18n.language.get(),
        "offers": [_offer(one, event) for one in await on_sale(event)],
    }


def _offer(offer: Offer, event: Event) -> dict[str, Any]:
    is_open = offer.state is Sale.ON_SALE and not offer.asks_for_voucher
    lowest = from_minor(offer.price.price_minor, event.currency)
    return {
        "id": offer.ticket_type.id,
        "name": words(offer.ticket_type.name),
        "description": words(offer.ticket_type.description),
        "price": str(lowest),
        "currency": event.currency,
        "from": bool(offer.variants),  # the price of the cheapest kind
        "is_on_sale": is_open,
        "most": offer.most if is_open and not offer.variants else 0,  # kinds are chosen in the shop
        "state": sale_mark(offer.state, event).words
        if not offer.asks_for_voucher
        else gettext("With a voucher"),
    }


routes: list[BaseRoute] = [Route("/events/{slug}/offers.json", index, name="offers_elsewhere")]
