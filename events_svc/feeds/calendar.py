"""iCalendar (RFC 5545, RFC 7986): what a calendar says of itself, and its sessions in it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from events_svc.feeds import zones
from events_svc.feeds.agenda import Agenda
from events_svc.feeds.colours import nearest_name
from events_svc.feeds.lines import serialised
from events_svc.feeds.parts import Part, full_parts_of, parts_of
from events_svc.feeds.properties import is_utc, put_text, put_uri
from events_svc.feeds.wording import prose, words
from events_svc.text import Text

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODID = "-//events-svc//feeds//EN"
ZONE, COLOUR = "Asia/Shanghai", "#a8321f"  # where nobody says another
_END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class Feed:
    """What a calendar says of itself; `url` is the page, `source` the address of the feed."""

    name: Text
    description: Text
    url: str
    source: str
    timezone: str
    colour: str


def of_event(agenda: Agenda, language: str) -> bytes:
    """The event's feed: its sessions, the removed ones as CANCELLED until the event has ended."""
    return assembled(whole(agenda, language), parts_of(agenda, language), language)


def full(agenda: Agenda, language: str) -> bytes:
    """The same with the parts of RFC 9073, for calendars that know these."""
    feed = whole(agenda, language, query="&full=1")
    return assembled(feed, full_parts_of(agenda, language), language)


def whole(agenda: Agenda, language: str, *, query: str = "") -> Feed:
    """What the event's own calendar says of itself; `query` is more of its address."""
    source = f"{agenda.url}/calendar.ics?lang={language}{query}"
    return Feed(
        agenda.title, agenda.description, agenda.url, source, agenda.timezone, agenda.accent
    )


def named(
    name: Text,
    url: str,
    language: str,
    *,
    facts: Agenda | None = None,
    description: Text | None = None,
) -> Feed:
    """What a calendar says of itself whose page is `url`; zone and colour are those of `facts`."""
    source = f"{url}/calendar.ics?lang={language}"
    timezone, colour = (facts.timezone, facts.accent) if facts else (ZONE, COLOUR)
    return Feed(name, description or {}, url, source, timezone, colour)


def assembled(feed: Feed, parts: Sequence[Part], language: str) -> bytes:
    """The calendar with these entries, each as it was written before."""
    calendar = begun(feed, language)
    if parts:
        calendar.add("last-modified", modified_at(parts))
    for name, years in sorted(_years(parts).items()):
        calendar.add_component(zones.vtimezone(name, min(years), max(years)))
    blocks = [part["ics"].encode() for part in parts]
    return b"".join([serialised(calendar).removesuffix(_END), *blocks, _END])


def modified_at(parts: Iterable[Part]) -> datetime:
    """When anything that such a calendar shows last changed."""
    return datetime.fromisoformat(max(part["modified_at"] for part in parts))


def begun(feed: Feed, language: str) -> "icalendar.Calendar":
    """A calendar that says what it is, still without entries."""
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    name = words(feed.name, language)
    put_text(calendar, "name", name)
    put_text(calendar, "x-wr-calname", name)
    put_text(calendar, "x-wr-timezone", feed.timezone)
    put_text(calendar, "description", prose(feed.description, language))
    put_text(calendar, "color", nearest_name(feed.colour))
    put_text(calendar, "x-apple-calendar-color", feed.colour.upper())
    put_uri(calendar, "url", feed.url)
    put_uri(calendar, "source", feed.source, VALUE="URI")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    put_text(calendar, "x-published-ttl", "PT1H")
    return calendar


def _years(parts: Sequence[Part]) -> dict[str, list[int]]:
    """The years in which each zone is needed; UTC needs no component."""
    years: dict[str, list[int]] = {}
    for part in parts:
        if not is_utc(ZoneInfo(part["timezone"])):
            years.setdefault(part["timezone"], []).append(int(part["starts_at"][:4]))
    return years
