"""Properties of calendar components, as strictly as their readers want them. Pure."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from events_svc.feeds import texts

_A_DAY = timedelta(days=1)


def put_text(component: "icalendar.Component", name: str, value: str, **parameters: str) -> None:
    """Add a text, unless it is empty: an empty SUMMARY or DESCRIPTION breaks readers."""
    if value:
        component.add(name, texts.Words(value, params=parameters))


def put_uri(component: "icalendar.Component", name: str, value: str, **parameters: str) -> None:
    """Add an address, unless there is none."""
    if value:
        component.add(name, icalendar.vUri(value, params=parameters))


def add_times(event: "icalendar.Event", starts_at: datetime, ends_at: datetime) -> None:
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


def is_utc(zone: ZoneInfo) -> bool:
    return zone.key in {"UTC", "Etc/UTC", "Zulu", "Etc/Zulu", "Etc/UCT", "UCT"}


def _needs_utc(moment: datetime) -> bool:
    """In UTC itself, and in the hour that comes twice.

    There a local time means the first (RFC 5545 §3.3.5); libical 3 takes it for the second.
    """
    zone = moment.tzinfo
    comes_twice = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    return comes_twice or (isinstance(zone, ZoneInfo) and is_utc(zone))
