"""Events themselves as calendar entries: of a series, of an organisation, of an event without an agenda.

An event of several days is one all-day entry; a part of another event is related to it (RFC 5545
§3.8.4.5). Pure.
"""

from datetime import UTC, datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import icalendar

from events_svc.events.models import Event, EventState, Mode
from events_svc.feeds.lines import serialised
from events_svc.feeds.parts import Part
from events_svc.feeds.properties import add_times, put_text, put_uri
from events_svc.feeds.wording import cancelled, prose, tag, words

_UIDS = UUID("7d0c4a51-54a5-5e0b-8a55-2f1d5f5a9c11")


def part_of(event: Event, language: str, *, public_url: str) -> Part:
    """The event as an entry; its venue and parent are loaded."""
    made = _vevent(event, language, f"{public_url}/events/{event.slug}")
    return {
        "ics": serialised(made).decode(),
        "title": str(made["summary"]),
        "status": str(made["status"]),
        "code": "",
        "session": 0,
        "timezone": event.timezone,
        "starts_at": event.starts_at.astimezone(UTC).isoformat(),
        "modified_at": _modified_at(event).isoformat(),
        "day": event.starts_at.astimezone(ZoneInfo(event.timezone)).date().isoformat(),
        "rooms": [],
        "track": "",
        "language": "",
        "speakers": [],
    }


def mark(event: Event) -> tuple[object, ...]:
    """What of the event decides the bytes of its entry."""
    venue = event.venue and (event.venue.name, event.venue.latitude, event.venue.longitude)
    parent = event.parent and (event.parent.id, event.parent.state)
    return event.id, event.updated_at, repr(venue), parent


def _vevent(event: Event, language: str, url: str) -> "icalendar.Event":
    is_cancelled = event.state is EventState.CANCELLED
    zone = ZoneInfo(event.timezone)
    made = icalendar.Event()
    made.add("uid", uid(event.id))
    made.add("dtstamp", _modified_at(event))
    made.add("last-modified", _modified_at(event))
    made.add("created", event.created_at)
    made.add("sequence", _sequence(event))
    made.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    add_times(made, event.starts_at.astimezone(zone), event.ends_at.astimezone(zone))
    prefix = cancelled(event.title, language) if is_cancelled else ""
    title = words(event.title, language) or event.slug
    put_text(made, "summary", prefix + title, **tag(event.title, language))
    put_text(made, "description", _description(event, language, url))
    put_text(made, "location", _location(event, language))
    _place(made, event)
    put_text(made, "categories", event.kind.value)
    put_uri(made, "url", url)
    if event.mode is not Mode.ONSITE and not is_cancelled:
        put_uri(made, "conference", url, VALUE="URI", FEATURE="AUDIO,VIDEO")
    if event.parent is not None and event.parent.state is not EventState.DRAFT:
        put_text(made, "related-to", uid(event.parent.id), RELTYPE="PARENT")
    return made


def uid(event_id: int) -> str:
    """The UID of an event, for life."""
    return str(uuid5(_UIDS, str(event_id)))


def _modified_at(event: Event) -> datetime:
    return event.updated_at.astimezone(UTC).replace(microsecond=0)


def _sequence(event: Event) -> int:
    """Rises with every change: the seconds from the beginning of the event's life to the last one."""
    return max(0, int((event.updated_at - event.created_at).total_seconds()))


def _description(event: Event, language: str, url: str) -> str:
    said = [words(event.subtitle, language), prose(event.description, language), url]
    return "\n\n".join(one for one in said if one)


def _location(event: Event, language: str) -> str:
    found = [event.venue.name, event.venue.city or event.city] if event.venue else [event.city]
    said = [words(one, language) for one in found]
    return ", ".join(dict.fromkeys(one for one in said if one))


def _place(made: "icalendar.Event", event: Event) -> None:
    venue = event.venue
    if venue is not None and venue.latitude is not None and venue.longitude is not None:
        made.add("geo", (venue.latitude, venue.longitude))
