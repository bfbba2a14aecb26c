"""An event as schema.org JSON-LD (https://schema.org/Event), safe inside a script element. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel import numbers
from markupsafe import Markup

from events_svc.events.models import Event, EventState, Mode, Party, PartyRole
from events_svc.text import in_language
from events_svc.tickets.offers import Offer
from events_svc.tickets.queries import Sale
from events_svc.web import i18n, jsonld

_MODES = {
    Mode.ONSITE: "OfflineEventAttendanceMode",
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.HYBRID: "MixedEventAttendanceMode",
}
_SALES = {
    Sale.ON_SALE: "InStock",
    Sale.SOLD_OUT: "SoldOut",
    Sale.NOT_YET: "PreOrder",
    Sale.OVER: "Discontinued",
}


def event(
    event: Event,
    offers: Sequence[Offer],
    *,
    public_url: str,
    parties: Sequence[tuple[PartyRole, Sequence[Party]]],
    sessions: Sequence[dict[str, Any]] = (),
) -> Markup:
    """The event for search engines; nothing in it can end the script element."""
    zone = ZoneInfo(event.timezone)
    address = f"{public_url}/events/{event.slug}"
    cancelled = event.state is EventState.CANCELLED
    said = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": _words(event.title),
        "url": address,
        "startDate": event.starts_at.astimezone(zone).isoformat(),
        "endDate": event.ends_at.astimezone(zone).isoformat(),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if cancelled else 'Scheduled'}",
        "eventAttendanceMode": f"https://schema.org/{_MODES[event.mode]}",
        "description": _words(event.description) or _words(event.subtitle),
        "location": _locations(event, address),
        "organizer": [_organisation(party) for _, found in parties for party in found],
        "offers": [_offer(offer, event, address) for offer in offers],
        "subEvent": [*sessions],
    }
    return jsonld.script({k: v for k, v in said.items() if v})


def _locations(event: Event, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    city = _words(event.venue.city if event.venue else None) or _words(event.city)
    street = _words(event.venue.address) if event.venue else ""
    if event.mode is not Mode.ONLINE and (event.venue or city):
        place = {"@type": "PostalAddress", "addressLocality": city, "streetAddress": street}
        name = _words(event.venue.name) if event.venue else city
        filled = {key: value for key, value in place.items() if value}
        found.append({"@type": "Place", "name": name, "address": filled})
    if event.mode is not Mode.ONSITE:
        found.append({"@type": "VirtualLocation", "url": address})
    return found


def _organisation(party: Party) -> dict[str, str]:
    said = {"@type": "Organization", "name": _words(party.organisation.name)}
    return said | ({"url": party.organisation.url} if party.organisation.url else {})


def _offer(offer: Offer, event: Event, address: str) -> dict[str, str]:
    digits = numbers.get_currency_precision(event.currency)
    return {
        "@type": "Offer",
        "name": _words(offer.ticket_type.name),
        "price": str(Decimal(offer.ticket_type.price_minor).scaleb(-digits)),
        "priceCurrency": event.currency,
        "availability": f"https://schema.org/{_SALES[offer.state]}",
        "url": f"{address}/tickets",
    }


def _words(text: dict[str, str] | None) -> str:
    return in_language(text, i18n.language.get())
