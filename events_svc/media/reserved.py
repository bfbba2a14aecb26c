"""What of an event is for ticket holders alone, and which of it a ticket opens."""

from events_svc import clock
from events_svc.events.models import Event
from events_svc.media import holders
from events_svc.media.models import Access, Source
from events_svc.media.windows import open_at
from events_svc.schedule import queries as schedule
from events_svc.schedule.entries import Item
from events_svc.schedule.models import Session
from events_svc.tickets.models import Ticket


async def opened_by(ticket: Ticket, event: Event) -> list[Item]:
    """The released sessions of which this ticket opens a link now, in the order of time."""
    found = Source.filter(
        open_at(clock.now()), access=Access.TICKET, session__event_id=event.id
    ).select_related("session")
    opened = {source.session_id for source in await found if _opens(ticket, source.session)}
    return [item for item in await schedule.programme(event) if item["id"] in opened]


async def is_there(event_id: int) -> bool:
    """Whether something of the event can be watched with a ticket alone."""
    return await Source.filter(
        access=Access.TICKET, retired_at=None, session__event_id=event_id
    ).exists()


def _opens(ticket: Ticket, session: Session | None) -> bool:
    return session is not None and holders.covers(ticket, session)
