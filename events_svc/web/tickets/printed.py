"""What stands on a ticket, in the reader's language: for page, PDF, PNG, calendar and mail alike."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from events_svc.documents.calendar import Appointment
from events_svc.documents.facts import Badge, PrintedTicket
from events_svc.events.models import Event, EventState, Mode
from events_svc.text import in_language
from events_svc.tickets.models import Ticket
from events_svc.web import i18n, pages
from events_svc.web.i18n import gettext
from events_svc.web.tickets.seating.words import seat_words


def ticket(one: Ticket, code: str) -> PrintedTicket:
    """`one` with its event (and venue), type and order loaded; `code` is its signed code."""
    return PrintedTicket(
        event=words(one.event.title),
        holder=one.holder_name,
        organisation=one.holder_organisation,
        kind=words(one.ticket_type.name),
        number=number(one),
        facts=facts(one),
        code=code,
        note=gettext("Show this code at the entrance. It lets one person in, once."),
        accent=one.event.accent,
    )


def badge(one: Ticket, code: str) -> Badge:
    """See `ticket`."""
    return Badge(
        event=words(one.event.title),
        holder=one.holder_name,
        organisation=one.holder_organisation,
        kind=" · ".join(filter(None, [words(one.ticket_type.name), seat(one)])),
        code=code,
    )


def appointment(one: Ticket, public_url: str) -> Appointment:
    """The event of a ticket for a calendar."""
    event, url = one.event, f"{public_url}/tickets/{one.secret}"
    return Appointment(
        uid=f"event-{event.id}@{urlsplit(public_url).hostname}",
        sequence=int((event.updated_at - event.created_at) / timedelta(seconds=1)),
        modified_at=event.updated_at,
        title=words(event.title),
        description="\n".join([when(event), gettext("Your ticket:"), url]),
        place=place(event),
        url=url,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        timezone=event.timezone,
        is_cancelled=event.state is EventState.CANCELLED,
    )


def facts(one: Ticket) -> list[tuple[str, str]]:
    """When, where, how long this ticket is good for, and under which order it was bought."""
    own = [
        (gettext("Seat"), seat(one)),
        (gettext("Valid"), validity(one)),
        (gettext("Order"), one.order.code),
    ]
    return [*facts_of_event(one.event), *((label, value) for label, value in own if value)]


def facts_of_event(event: Event) -> list[tuple[str, str]]:
    """When and where."""
    found = [(gettext("Time"), when(event)), (gettext("Place"), place(event))]
    return [(label, value) for label, value in found if value]


def when(event: Event) -> str:
    """From when to when, in the time of the place."""
    return span(event.starts_at, event.ends_at, event.timezone)


def span(starts_at: datetime, ends_at: datetime, timezone: str) -> str:
    """Two instants as people write them, the day once when it is the same."""
    zone = ZoneInfo(timezone)
    is_one_day = starts_at.astimezone(zone).date() == ends_at.astimezone(zone).date()
    end = _time(ends_at, timezone) if is_one_day else _moment(ends_at, timezone)
    return f"{_moment(starts_at, timezone)} – {end}"


def place(event: Event) -> str:
    """Where it is: venue, city and address, or that it is online."""
    if event.mode is Mode.ONLINE:
        return gettext("Online")
    venue = event.venue
    city = words(event.city) or (words(venue.city) if venue else "")
    parts = [city, words(venue.name), words(venue.address)] if venue else [city]
    return " · ".join(dict.fromkeys(part for part in parts if part))


def validity(one: Ticket) -> str:
    """The ticket's own validity where it is narrower than the event."""
    zone = one.event.timezone
    if one.valid_from and one.valid_until:
        return span(one.valid_from, one.valid_until, zone)
    if one.valid_from:
        return gettext("from {time}").format(time=_moment(one.valid_from, zone))
    if one.valid_until:
        return gettext("until {time}").format(time=_moment(one.valid_until, zone))
    return ""


def seat(one: Ticket) -> str:
    """Where its holder sits; the ticket's seat is loaded when it has one."""
    return seat_words(one.seat) if one.seat_id is not None and one.seat else ""


def number(one: Ticket) -> str:
    """The ticket's number as it is read aloud."""
    return gettext("No. {number}").format(number=one.number)


def words(value: dict[str, str] | None) -> str:
    """A text in the reader's language."""
    return in_language(value, i18n.language.get())


def _moment(value: datetime, timezone: str) -> str:
    filters = pages.environment().filters
    return f"{filters['day'](value, timezone)} {filters['time'](value, timezone)}"


def _time(value: datetime, timezone: str) -> str:
    return str(pages.environment().filters["time"](value, timezone))
