"""What stands on a ticket, in the reader's language: for page, PDF, PNG, calendar and mail alike."""

from datetime import timedelta
from urllib.parse import urlsplit

from events_svc.documents.calendar import Appointment
from events_svc.documents.facts import PrintedTicket
from events_svc.events.models import Event, EventState
from events_svc.tickets.models import Ticket
from events_svc.web.i18n import gettext
from events_svc.web.occasion import moment, seat_words
from events_svc.web.occasion import place as place
from events_svc.web.occasion import span as span
from events_svc.web.occasion import when as when
from events_svc.web.occasion import words as words


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


def validity(one: Ticket) -> str:
    """The ticket's own validity where it is narrower than the event."""
    zone = one.event.timezone
    if one.valid_from and one.valid_until:
        return span(one.valid_from, one.valid_until, zone)
    if one.valid_from:
        return gettext("from {time}").format(time=moment(one.valid_from, zone))
    if one.valid_until:
        return gettext("until {time}").format(time=moment(one.valid_until, zone))
    return ""


def seat(one: Ticket) -> str:
    """Where its holder sits; the ticket's seat is loaded when it has one."""
    return seat_words(one.seat) if one.seat_id is not None and one.seat else ""


def number(one: Ticket) -> str:
    """The ticket's number as it is read aloud."""
    return gettext("No. {number}").format(number=one.number)
