"""Who comes too late is told so at a glance: without a lock, for which those wait who may still get something."""

from collections.abc import Sequence

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.tickets import counter as counters
from events_svc.tickets.carts.filling import Emptying, Filling
from events_svc.tickets.decide import Counter, public_event, sold_out
from events_svc.tickets.draft import OFFICE, Reservation
from events_svc.tickets.errors import NotReserved, SoldOut
from events_svc.tickets.items import items_of
from events_svc.tickets.refuse import Offerer

Wish = Reservation | Filling | Emptying


async def refusals(batch: Sequence[Wish]) -> dict[int, SoldOut]:
    """Why those of the batch (by their place in it) are refused for whom there is not enough now, whatever
    the others get. Wishes with a cart are left out: it may hold what they want.
    """
    asked = {
        at: one
        for at, one in enumerate(batch)
        if isinstance(one, Reservation | Filling) and not one.cart
    }
    if not asked:
        return {}
    counter = await counters.seen_for([*asked.values()])
    said = {at: _refusal(one, counter) for at, one in asked.items()}
    return {at: refusal for at, refusal in said.items() if refusal}


def _refusal(wish: Reservation | Filling, counter: Counter) -> SoldOut | None:
    if isinstance(wish, Reservation) and (wish.submission or "") in counter.known:
        return None
    asks = _asks(wish, counter)
    if asks is None:
        return None
    try:
        items = items_of(wish.lines, asks.shelf, asks.vouchers_for(wish.lines))
    except NotReserved:  # for another reason, which is said behind the lock
        return None
    lacking = asks.shelf.lacks(items)
    return sold_out(asks, lacking) if lacking else None


def _asks(wish: Reservation | Filling, counter: Counter) -> Offerer | None:
    try:
        event = public_event(counter, wish.slug)
    except NotFound:
        return None
    if isinstance(wish, Filling):
        return Offerer(event, counter.shelf, wish.language, clock.now())
    is_office = wish.source in OFFICE
    language = wish.buyer.language
    return Offerer(event, counter.shelf, language, clock.now(), is_office=is_office)
