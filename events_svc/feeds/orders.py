"""The personal feed of an order: the event as one entry, with the way to its tickets. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import icalendar

from events_svc.feeds import zones
from events_svc.feeds.calendar import Feed, begun
from events_svc.feeds.lines import serialised
from events_svc.feeds.properties import add_times, put_text, put_uri
from events_svc.feeds.wording import BOTH, CANCELLED, words
from events_svc.text import Text

_UIDS = UUID("4f0a6f0c-5a43-5f8c-9d53-4c0f0a3b7a52")
_TICKET = {"zh": "门票", "en": "Ticket", BOTH: "门票 / Ticket"}


@dataclass(frozen=True, slots=True)
class OrderRow:
    """What the feed says of an order; `tickets` are pairs of the holder's name and the page."""

    id: int
    code: str
    status: str  # CONFIRMED, TENTATIVE, CANCELLED
    created_at: datetime
    modified_at: datetime
    title: Text
    place: Text
    timezone: str
    colour: str
    starts_at: datetime
    ends_at: datetime
    url: str  # the event's page
    order_url: str
    tickets: Sequence[tuple[str, str]]


def write(order: OrderRow, language: str) -> bytes:
    """The calendar of the order; a day before the event it reminds."""
    source = f"{order.order_url}/calendar.ics?lang={language}"
    feed = Feed(order.title, {}, order.url, source, order.timezone, order.colour)
    calendar = begun(feed, language)
    calendar.add("last-modified", order.modified_at)
    event = _event(order, language)
    if "TZID" in event["dtstart"].params:
        years = order.starts_at.year, order.ends_at.year
        calendar.add_component(zones.vtimezone(order.timezone, *years))
    calendar.add_component(event)
    return serialised(calendar)


def _event(order: OrderRow, language: str) -> "icalendar.Event":
    zone = ZoneInfo(order.timezone)
    event = icalendar.Event()
    event.add("uid", str(uuid5(_UIDS, str(order.id))))
    event.add("dtstamp", order.modified_at)
    event.add("last-modified", order.modified_at)
    event.add("created", order.created_at)
    event.add("sequence", _sequence(order))
    event.add("status", order.status)
    add_times(event, order.starts_at.astimezone(zone), order.ends_at.astimezone(zone))
    prefix = CANCELLED[language] if order.status == "CANCELLED" else ""
    put_text(event, "summary", prefix + (words(order.title, language) or order.code))
    put_text(event, "description", _description(order, language))
    put_text(event, "location", words(order.place, language))
    put_uri(event, "url", order.order_url)
    if order.status != "CANCELLED":
        event.add_component(_alarm(order, language))
    return event


def _sequence(order: OrderRow) -> int:
    """Rises with every change: the seconds from the order to its last change."""
    return max(0, int((order.modified_at - order.created_at).total_seconds()))


def _description(order: OrderRow, language: str) -> str:
    mark = "：" if language == "zh" else ": "
    lines = [f"{_TICKET[language]}{mark}{holder}\n{url}" for holder, url in order.tickets]
    return "\n\n".join([*lines, order.url])


def _alarm(order: OrderRow, language: str) -> "icalendar.Alarm":
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(days=-1))
    put_text(alarm, "description", words(order.title, language) or order.code)
    return alarm


def later(*moments: datetime | None) -> datetime:
    """The last of these moments; those that never came do not count."""
    return max(moment for moment in moments if moment is not None).astimezone(UTC)
