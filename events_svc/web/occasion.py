"""When and where an event is, in the reader's language: for tickets, calendars and mails alike."""

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from events_svc.events.models import Event, Mode
from events_svc.text import in_language
from events_svc.web import i18n, pages
from events_svc.web.i18n import gettext


class Named(Protocol):
    """A seat of the database or of a plan."""

    zone: str
    row: str
    number: int


def when(event: Event) -> str:
    """From when to when, in the time of the place."""
    return span(event.starts_at, event.ends_at, event.timezone)


def span(starts_at: datetime, ends_at: datetime, timezone: str) -> str:
    """Two instants as people write them, the day once when it is the same."""
    zone = ZoneInfo(timezone)
    is_one_day = starts_at.astimezone(zone).date() == ends_at.astimezone(zone).date()
    end = _time(ends_at, timezone) if is_one_day else moment(ends_at, timezone)
    return f"{moment(starts_at, timezone)} – {end}"


def place(event: Event) -> str:
    """Where it is: venue, city and address, or that it is online."""
    if event.mode is Mode.ONLINE:
        return gettext("Online")
    venue = event.venue
    city = words(event.city) or (words(venue.city) if venue else "")
    parts = [city, words(venue.name), words(venue.address)] if venue else [city]
    return " · ".join(dict.fromkeys(part for part in parts if part))


def words(value: dict[str, str] | None) -> str:
    """A text in the reader's language."""
    return in_language(value, i18n.language.get())


def seat_words(seat: Named) -> str:
    """How people find the seat: “Balcony, row 3, seat 12”."""
    place = gettext("Row {row}, seat {number}").format(row=seat.row, number=seat.number)
    if not seat.zone or seat.zone.startswith("~"):  # of a seat that is not in the plan any more
        return place
    return gettext("{zone}, {place}").format(zone=seat.zone, place=place)


def moment(value: datetime, timezone: str) -> str:
    """An instant: day and time."""
    filters = pages.environment().filters
    return f"{filters['day'](value, timezone)} {filters['time'](value, timezone)}"


def _time(value: datetime, timezone: str) -> str:
    return str(pages.environment().filters["time"](value, timezone))
