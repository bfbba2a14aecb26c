"""Who may watch what is for ticket holders: the ticket, asked each time, and the passes it gives."""

from dataclasses import dataclass

from events_svc import clock
from events_svc.accounts.person import Person
from events_svc.media import passes, windows
from events_svc.media.errors import LinkClosed, PassOfAnother, TicketGivesNothing
from events_svc.media.models import Access, Source
from events_svc.media.passes import Pass, Seat
from events_svc.schedule.models import Session
from events_svc.tickets.models import Ticket, TicketState


@dataclass(frozen=True, slots=True)
class Holder:
    """A ticket that was shown in a browser, or belongs to the person who is signed in there."""

    ticket: Ticket
    reader: bytes


async def seated(event_id: int, seat: Seat) -> Holder | None:
    """The holder by the browser's seat: the ticket must be good and never have changed hands since."""
    ticket = await _good(id=seat.ticket_id, serial=seat.serial, event_id=event_id)
    return Holder(ticket, seat.reader) if ticket else None


async def signed_in(event_id: int, person: Person) -> Holder | None:
    """The holder by a browser's sign-in: a good ticket in the name of the person's address."""
    if not person.is_browser or not person.email or person.sign_in_id is None:
        return None
    ticket = await _good(event_id=event_id, holder_email__iexact=person.email)
    return Holder(ticket, passes.reader_of_sign_in(person.sign_in_id)) if ticket else None


def covers(ticket: Ticket, session: Session) -> bool:
    """Whether a ticket that is valid for certain hours is so while the session takes place."""
    if session.starts_at is None or session.ends_at is None:
        return ticket.valid_from is None and ticket.valid_until is None
    begins = ticket.valid_from is None or ticket.valid_from < session.ends_at
    return begins and (ticket.valid_until is None or ticket.valid_until > session.starts_at)


def word(holder: Holder, source: Source, *, key: str) -> str:
    """The signed word by which this holder opens the link within the next minutes, in this browser."""
    ticket = holder.ticket
    given = Pass(source.id, ticket.id, ticket.serial, holder.reader)
    return passes.signed(given, key=key, now=clock.now())


async def opened(given: str, readers: set[bytes], *, key: str) -> Source:
    """The link that a signed word opens, everything asked anew.

    Raises PassForged, PassExpired, PassOfAnother, TicketGivesNothing, LinkClosed.
    """
    known = passes.read(given, key=key, now=clock.now())
    if known.reader not in readers:
        raise PassOfAnother
    source = await Source.get_or_none(id=known.source_id, access=Access.TICKET).select_related(
        "session", "recording__session"
    )
    if source is None or not windows.is_open(source, clock.now()):
        raise LinkClosed
    session = source.session or (source.recording.session if source.recording else None)
    if session is None:
        raise LinkClosed
    ticket = await _good(id=known.ticket_id, serial=known.serial, event_id=session.event_id)
    if ticket is None or not covers(ticket, session):
        raise TicketGivesNothing
    return source


async def _good(**wanted: object) -> Ticket | None:
    """A valid ticket that lets somebody in, the newest."""
    found = Ticket.filter(state=TicketState.VALID, ticket_type__is_admission=True, **wanted)
    return await found.order_by("-id").first()
