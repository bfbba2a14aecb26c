"""Hold places and open orders. What arrives together is committed together: see `database.together`."""

import hashlib
from collections.abc import Sequence

from tortoise.exceptions import BaseORMException

from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.database.together import Together
from events_svc.events.models import Event
from events_svc.tickets import shelf as shelves
from events_svc.tickets.decide import decided
from events_svc.tickets.draft import Buyer, Line, Placed, Reservation
from events_svc.tickets.errors import NothingChosen, SoldOut
from events_svc.tickets.expire import return_due
from events_svc.tickets.models import Order
from events_svc.tickets.open import already, opened


async def reserve(
    event: Event, lines: Sequence[Line], *, buyer: Buyer, submission: str | None = None
) -> Order:
    """Hold the lines' places and open an order for them, or raise a NotReserved and hold nothing.

    Places are held for 30 minutes; an order of 0 is paid at once. The same `submission` (a form's
    one-time key) with the same wish gives the same order again.
    """
    return (await place(event.slug, lines, buyer=buyer, submission=submission)).order


async def place(
    slug: str, lines: Sequence[Line], *, buyer: Buyer, submission: str | None = None
) -> Placed:
    """`reserve` at the event with this slug, answered with all that was written; NotFound when the
    public does not see such an event.
    """
    reservation = Reservation(
        slug=slug,
        lines=tuple(line for line in lines if line.count > 0),
        buyer=buyer,
        submission=submission and _fingerprint(submission, slug, lines, buyer),
        actor=audit.acting.get(),
    )
    if not reservation.lines:
        raise NothingChosen
    return await _desk.submit(reservation)


async def _settle(batch: Sequence[Reservation]) -> list[Placed | Exception]:
    """The orders of a batch in one transaction; when that fails, each alone, so that one bad wish
    does not spoil the others.
    """
    try:
        return await _settle_together(batch)
    except BaseORMException as error:
        if len(batch) == 1:
            return [error]
        return [(await _settle([reservation]))[0] for reservation in batch]


async def _settle_together(batch: Sequence[Reservation]) -> list[Placed | Exception]:
    async with in_transaction():
        found = await Event.filter(slug__in={one.slug for one in batch})
        events = {event.slug: event for event in found}
        event_ids = {event.id for event in found}
        shelf = await shelves.locked_of_events(event_ids)
        known = await already(batch)
        outcomes = decided(batch, events, shelf, known)
        is_short = any(isinstance(outcome, SoldOut) for outcome in outcomes)
        if is_short and await return_due(event_ids):
            shelf = await shelves.locked_of_events(event_ids)
            outcomes = decided(batch, events, shelf, known)
        return await opened(outcomes, shelf)


def _fingerprint(submission: str, slug: str, lines: Sequence[Line], buyer: Buyer) -> str:
    wanted = sorted(lines, key=lambda line: line.ticket_type_id)
    wish = repr((submission, slug, wanted, buyer))
    return hashlib.sha256(wish.encode("utf-8", "surrogatepass")).hexdigest()


_desk: Together[Reservation, Placed] = Together(_settle)
