"""iCalendar (RFC 5545, RFC 7986): subscriptions and single entries, as UTF-8 bytes. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event
from icalendar.prop import vUri

from events_svc.feeds import zones
from events_svc.feeds.agenda import Agenda, room_name, words
from events_svc.feeds.colours import nearest_name
from events_svc.feeds.lines import Words, serialised
from events_svc.schedule.entries import Entry
from events_svc.schedule.importing.uris import web_address
from events_svc.schedule.prose import plain
from events_svc.text import Text, language_of

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODID = "-//events-svc//feeds//EN"
CANCELLED = {"zh": "已取消：", "en": "Cancelled: "}
TAGS = {"zh": "zh-Hans", "en": "en"}
_A_DAY = timedelta(days=1)


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
    source = f"{agenda.url}/calendar.ics?lang={language}"
    feed = Feed(
        agenda.title, agenda.description, agenda.url, source, agenda.timezone, agenda.accent
    )
    return write(feed, [agenda], language)


def write(feed: Feed, agendas: Sequence[Agenda], language: str) -> bytes:
    """A feed with the sessions of these agendas."""
    calendar = begun(feed, language)
    entries = [(agenda, entry) for agenda in agendas for entry in _shown(agenda)]
    modified = max((entry["modified_at"] for _, entry in entries), default=None)
    if modified:
        calendar.add("last-modified", datetime.fromisoformat(modified))
    for zone in _zones(agenda for agenda, _ in entries):
        calendar.add_component(zone)
    for agenda, entry in entries:
        calendar.add_component(_event(agenda, entry, language))
    return serialised(calendar)


def modified_at(agendas: Iterable[Agenda]) -> datetime | None:
    """When anything that such a feed shows last changed."""
    times = [entry["modified_at"] for agenda in agendas for entry in _shown(agenda)]
    return datetime.fromisoformat(max(times)) if times else None


def begun(feed: Feed, language: str) -> Calendar:
    """A calendar that says what it is, still without entries."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    name = words(feed.name, language)
    put_text(calendar, "name", name)
    put_text(calendar, "x-wr-calname", name)
    put_text(calendar, "x-wr-timezone", feed.timezone)
    put_text(calendar, "description", plain(words(feed.description, language)))
    put_text(calendar, "color", nearest_name(feed.colour))
    put_text(calendar, "x-apple-calendar-color", feed.colour.upper())
    put_uri(calendar, "url", feed.url)
    put_uri(calendar, "source", feed.source, VALUE="URI")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    put_text(calendar, "x-published-ttl", "PT1H")
    return calendar


def _shown(agenda: Agenda) -> list[Entry]:
    """All entries; after the end of the event the removed ones are forgotten."""
    has_ended = agenda.released_at > agenda.ends_at
    return agenda.taking_place if has_ended else [*agenda.entries]


def _zones(agendas: Iterable[Agenda]) -> list[Component]:
    years: dict[str, list[int]] = {}
    for agenda in {id(agenda): agenda for agenda in agendas}.values():
        times = [agenda.local(entry["starts_at"]).year for entry in agenda.entries]
        years.setdefault(agenda.timezone, []).extend(times)
    return [
        zones.vtimezone(name, min(found), max(found))
        for name, found in sorted(years.items())
        if not _is_utc(ZoneInfo(name))
    ]


def _is_utc(zone: ZoneInfo) -> bool:
    return zone.key in {"UTC", "Etc/UTC", "Zulu", "Etc/Zulu", "Etc/UCT", "UCT"}


def _event(agenda: Agenda, entry: Entry, language: str) -> Event:
    event = Event()
    modified = datetime.fromisoformat(entry["modified_at"])
    event.add("uid", entry["guid"])
    event.add("dtstamp", modified)
    event.add("last-modified", modified)
    event.add("created", datetime.fromisoformat(entry["created_at"]))
    event.add("sequence", entry["sequence"])
    event.add("status", entry["status"])
    add_times(event, agenda.local(entry["starts_at"]), agenda.local(entry["ends_at"]))
    _summary(event, entry, language)
    put_text(event, "description", _description(agenda, entry, language))
    put_text(event, "location", _location(agenda, entry, language))
    if agenda.place:
        event.add("geo", agenda.place)
    _categories(event, entry, language)
    put_uri(event, "url", agenda.session_url(entry))
    if agenda.is_online and entry["status"] == "CONFIRMED":
        options = {"VALUE": "URI", "FEATURE": "AUDIO,VIDEO"}
        put_uri(event, "conference", agenda.session_url(entry), **options)
    put_uri(event, "image", web_address(entry["logo"]), VALUE="URI", DISPLAY="BADGE")
    for attachment in entry["attachments"]:
        put_uri(event, "attach", web_address(attachment["url"]))
    return event


def add_times(event: Event, starts_at: datetime, ends_at: datetime) -> None:
    """Start and end in their zone; a day and more is an all-day entry with an exclusive end."""
    begin: date
    end: date
    if ends_at.astimezone(UTC) - starts_at.astimezone(UTC) >= _A_DAY:
        begin, end = starts_at.date(), (ends_at - timedelta(microseconds=1)).date() + _A_DAY
    elif any(_needs_utc(moment) for moment in (starts_at, ends_at)):
        begin, end = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    else:
        begin, end = starts_at, ends_at
    event.add("dtstart", begin)
    event.add("dtend", end)


def _needs_utc(moment: datetime) -> bool:
    """In UTC itself, and in the hour that comes twice.

    There a local time means the first (RFC 5545 §3.3.5); libical 3 takes it for the second.
    """
    zone = moment.tzinfo
    comes_twice = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    return comes_twice or (isinstance(zone, ZoneInfo) and _is_utc(zone))


def _summary(event: Event, entry: Entry, language: str) -> None:
    title = words(entry["title"], language) or entry["code"]
    spoken = language_of(entry["title"], language)
    prefix = CANCELLED[spoken] if entry["status"] == "CANCELLED" else ""
    put_text(event, "summary", prefix + title, LANGUAGE=TAGS[spoken])


def _description(agenda: Agenda, entry: Entry, language: str) -> str:
    speakers = [_speaker(speaker, language) for speaker in entry["speakers"]]
    parts = [
        words(entry["subtitle"], language),
        "、".join(speakers) if language == "zh" else ", ".join(speakers),
        plain(words(entry["abstract"], language)),
        plain(words(entry["description"], language)),
        agenda.session_url(entry),
    ]
    return "\n\n".join(part for part in parts if part)


def _speaker(speaker: Any, language: str) -> str:
    name, affiliation = words(speaker["name"], language), words(speaker["affiliation"], language)
    if not affiliation:
        return name
    return f"{name}（{affiliation}）" if language == "zh" else f"{name} ({affiliation})"


def _location(agenda: Agenda, entry: Entry, language: str) -> str:
    venue = entry["room"]["venue"] if entry["room"] else agenda.venue
    parts = [room_name(entry, language), words(venue, language)]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _categories(event: Event, entry: Entry, language: str) -> None:
    found = [words(entry["track"]["name"], language)] if entry["track"] else []
    found.append(entry["kind"])
    event.add("categories", [name for name in dict.fromkeys(found) if name])


def put_text(component: Component, name: str, value: str, **parameters: str) -> None:
    """Add a text, unless it is empty: an empty SUMMARY or DESCRIPTION breaks readers."""
    if value:
        component.add(name, Words(value, params=parameters))


def put_uri(component: Component, name: str, value: str, **parameters: str) -> None:
    """Add an address, unless there is none."""
    if value:
        component.add(name, vUri(value, params=parameters))
