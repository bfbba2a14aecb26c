"""The event of a ticket as one calendar entry (RFC 5545): opened once on the holder's phone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODID = "-//events-svc//tickets//EN"
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Appointment:
    """What the entry says. `uid` stays for life; `sequence` rises with every change."""

    uid: str
    sequence: int
    modified_at: datetime
    title: str
    description: str
    place: str
    url: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    is_cancelled: bool = False


def ics(appointment: Appointment) -> bytes:
    """The entry as a file; what lasts a day and longer stands above the days, without a time."""
    event = icalendar.Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.modified_at)
    event.add("summary", appointment.title)
    event.add("description", appointment.description)
    event.add("location", appointment.place)
    event.add("url", appointment.url)
    event.add("status", "CANCELLED" if appointment.is_cancelled else "CONFIRMED")
    begin, end = _times(appointment)
    event.add("dtstart", begin)
    event.add("dtend", end)
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("method", "CANCEL" if appointment.is_cancelled else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _times(appointment: Appointment) -> tuple[date, date]:
    starts_at, ends_at = appointment.starts_at, appointment.ends_at
    if ends_at - starts_at < _A_DAY:
        return starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    zone = ZoneInfo(appointment.timezone)
    last = (ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    return starts_at.astimezone(zone).date(), last + _A_DAY
