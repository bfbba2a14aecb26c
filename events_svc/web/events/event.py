"""The public page of an event, and the colour that belongs to it."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import Response

from events_svc import clock
from events_svc.calls.queries import open_now
from events_svc.events import queries
from events_svc.events.colour import accents
from events_svc.events.models import Event
from events_svc.feeds import jsonld, standing
from events_svc.media.queries import live_now
from events_svc.schedule.entries import Item
from events_svc.schedule.queries import latest_release, programme
from events_svc.stats.queries import concurrent
from events_svc.tickets.offers import Offer, on_sale
from events_svc.tickets.queries import Sale
from events_svc.web import access, pages
from events_svc.web.events import structured
from events_svc.web.events.replays import replays
from events_svc.web.i18n import language
from events_svc.web.state import Request

SHOWN = 12
MOST_TOLD = 60  # sessions in the page itself

ACCENT = """\
:root {{ --accent: {light}; --on-accent: {on_light}; }}
@media screen and (prefers-color-scheme: dark) {{
  :root:not([data-theme=light]) {{ --accent: {dark}; --on-accent: {on_dark}; }}
}}
"""


async def show(request: Request) -> Response:
    """The event's facts, its first or present day, its tickets and those who stand behind it."""
    event = await access.public_event(request)
    offers = await on_sale(event)
    items = await programme(event)
    live = await live_now(event.id)
    context: dict[str, Any] = {
        "event": event,
        "parent": await queries.public_parent(event),
        "parts": await queries.parts(event),
        "parties": await queries.parties(event),
        "calls": await open_now(event),
        "offers": offers,
        "prices": _prices(offers),
        "is_over": event.ends_at <= clock.now(),
        "replays": await replays(event),
        "live": live,
        "live_codes": {one.session_code for one in live},
        "viewers": await concurrent(one.source_id for one in live),
        **_programme(items, event.timezone),
    }
    public_url = request.state["settings"].public_url
    context["linked_data"] = structured.event(
        event,
        offers,
        public_url=public_url,
        parties=context["parties"],
        sessions=await _sessions(event, public_url),
    )
    return await pages.render(request, "events/event.html", **context)


async def _sessions(event: Event, public_url: str) -> list[dict[str, Any]]:
    """The sessions for search engines; of a large agenda they stand in `event.jsonld` alone."""
    release = await latest_release(event.id)
    if release is None or len(release.entries) > MOST_TOLD:
        return []
    agenda = standing.facts_of(event, release, public_url).with_entries(release.entries)
    return [jsonld.session(agenda, one, language.get()) for one in agenda.entries]


async def accent(request: Request) -> Response:
    """The event's accent for light and dark paper, as a style sheet."""
    event = await access.public_event(request)
    made = accents(event.accent)
    style = ACCENT.format(
        light=made.light, on_light=made.on_light, dark=made.dark, on_dark=made.on_dark
    )
    headers = {"cache-control": "private, max-age=86400"}
    return Response(style, media_type="text/css", headers=headers)


def _prices(offers: Sequence[Offer]) -> list[int]:
    """The prices of what is on sale, each once, the lowest first; a free ticket is one of 0."""
    return sorted(
        {offer.ticket_type.price_minor for offer in offers if offer.state is Sale.ON_SALE}
    )


def _programme(items: Sequence[Item], timezone: str) -> dict[str, Any]:
    """The day to show: today, else the next one, else the first; and what the whole comes to."""
    zone = ZoneInfo(timezone)
    days = {
        day: list(found)
        for day, found in groupby(items, lambda item: item["starts_at"].astimezone(zone).date())
    }
    day = _day_to_show(sorted(days), clock.now().astimezone(zone))
    return {
        "day": day,
        "day_items": days[day][:SHOWN] if day else [],
        "is_today": day == clock.now().astimezone(zone).date(),
        "day_count": len(days),
        "session_count": sum(not item["is_break"] for item in items),
        "room_count": len({item["room"]["id"] for item in items if item["room"]}),
    }


def _day_to_show(days: Sequence[date], now: datetime) -> date | None:
    if not days:
        return None
    return next((day for day in days if day >= now.date()), days[0])
