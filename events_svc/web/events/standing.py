"""How an event stands, and what wants doing next."""

from dataclasses import dataclass

from events_svc import clock
from events_svc.checkin.queries import Arrivals, arrivals
from events_svc.events.models import Event, EventState, Mode
from events_svc.media import incidents
from events_svc.schedule.models import Release, Session, SessionState
from events_svc.schedule.queries import latest_release
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.queries import Sales, sales

WITHOUT_END = {"undecided", "cancel-asked"}  # money waits for a decision after the event too


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures of an event's overview."""

    event: Event
    sales: Sales
    ticket_types: int
    sessions: int
    unplaced: int
    release: Release | None
    arrivals: Arrivals
    missing: int  # streams that should be live and are not


@dataclass(frozen=True, slots=True)
class Step:
    """Something that wants doing: `name` says what (the words stand in the template), `where` leads there."""

    name: str
    where: str
    count: int = 0


async def standing(event: Event) -> Standing:
    """The figures, counted from the rows of tickets and agenda."""
    sessions = Session.filter(event_id=event.id).exclude(state=SessionState.CANCELLED)
    return Standing(
        event=event,
        sales=await sales(event),
        ticket_types=await TicketType.filter(event_id=event.id, is_active=True).count(),
        sessions=await sessions.count(),
        unplaced=await sessions.filter(starts_at=None).count(),
        release=await latest_release(event.id),
        arrivals=await arrivals(event),
        missing=len(await incidents.open_of(event.id)),
    )


def steps(now: Standing) -> list[Step]:
    """What wants doing, the most urgent first; once the event is over or cancelled, only about money."""
    event = now.event
    base = f"/organiser/events/{event.slug}"
    wanted = [
        (now.missing, Step("missing", f"{base}/media", now.missing)),
        (now.sales.undecided, Step("undecided", f"{base}/orders", now.sales.undecided)),
        (
            now.sales.cancel_asked,
            Step("cancel-asked", f"{base}/orders?state=cancel_asked", now.sales.cancel_asked),
        ),
        (_is_nowhere(event), Step("place", f"{base}/settings")),
        (not now.ticket_types, Step("ticket-type", f"{base}/ticket-types")),
        (now.ticket_types and not now.sales.size, Step("quota", f"{base}/ticket-types")),
        (not now.sessions, Step("session", f"{base}/agenda")),
        (now.unplaced, Step("unplaced", f"{base}/agenda", now.unplaced)),
        (now.sessions and not now.release, Step("release", f"{base}/agenda")),
        (event.state is EventState.DRAFT, Step("publish", base)),
    ]
    found = [step for is_wanted, step in wanted if is_wanted]
    is_open = event.state is not EventState.CANCELLED and event.ends_at > clock.now()
    return found if is_open else [s for s in found if s.name in WITHOUT_END]


def _is_nowhere(event: Event) -> bool:
    return event.mode is not Mode.ONLINE and event.venue_id is None and not event.city
