"""The one desk of a process: whoever wants places, or gives a cart's back, comes to it.

What arrives together is one transaction (`database.together`), which locks the quotas once. With a desk
each for orders and carts, those of two processes waited four deep for one row.
"""

from collections.abc import Sequence
from itertools import groupby

from events_svc import clock
from events_svc.database import in_transaction, notices
from events_svc.database.together import Together
from events_svc.tickets import counter as counters
from events_svc.tickets.carts import filling as carts
from events_svc.tickets.carts.filling import Emptied, Emptying, Filled, Filling
from events_svc.tickets.carts.models import Cart
from events_svc.tickets.decide import Counter, Outcome, decided
from events_svc.tickets.draft import Reservation
from events_svc.tickets.drafted import Draft, Placed, placed
from events_svc.tickets.errors import SoldOut
from events_svc.tickets.glance import refusals
from events_svc.tickets.open import with_free_codes, write_all
from events_svc.tickets.seating.take import tell
from events_svc.tickets.settling import settled

Wish = Reservation | Filling | Emptying
Said = Outcome | Filled | Emptied
Given = Placed | Cart | None  # nothing is given for a cart that was emptied


async def ordered(reservation: Reservation) -> Placed:
    """The order, or a NotReserved is raised and nothing is held."""
    given = await _queue.submit(reservation)
    assert isinstance(given, Placed)
    return given


async def filled(filling: Filling) -> Cart:
    """The cart, or a NotReserved is raised and it holds what it held before."""
    given = await _queue.submit(filling)
    assert isinstance(given, Cart)
    return given


async def emptied(emptying: Emptying) -> None:
    """The cart is gone and its places are free; nothing when it is gone already."""
    await _queue.submit(emptying)


async def _settle(batch: Sequence[Wish]) -> list[Given | Exception]:
    """Each cart once in a transaction; who wants something of one that is just being changed comes after."""
    now, later, seen = list[int](), list[int](), set[str]()
    for at, wish in enumerate(batch):
        (later if wish.cart in seen else now).append(at)
        seen |= {wish.cart} - {""}
    outcomes = dict(zip(now, await settled([batch[at] for at in now], _serve), strict=True))
    if later:
        rest = await _settle([batch[at] for at in later])
        outcomes |= dict(zip(later, rest, strict=True))
    return [outcomes[at] for at in range(len(batch))]


async def _serve(batch: Sequence[Wish]) -> list[Given | Exception]:
    slugs = {one.slug for one in batch}
    given: dict[int, Given | Exception] = {}
    if not _sold_out.isdisjoint(slugs):
        given |= await refusals(batch)
    rest = [at for at in range(len(batch)) if at not in given]
    if rest:
        wishes = [batch[at] for at in rest]
        served = await with_free_codes(lambda: _served(wishes))
        given |= dict(zip(rest, served, strict=True))
    _sold_out.difference_update(slugs)
    _sold_out.update(batch[at].slug for at, one in given.items() if isinstance(one, SoldOut))
    return [given[at] for at in range(len(batch))]


async def _served(batch: Sequence[Wish]) -> list[Given | Exception]:
    async with in_transaction():
        counter = await counters.opened_for(batch)
        said = _decided(batch, counter)
        counter.hall.put_away()
        await carts.clear(said)
        await write_all(said, counter)
    await tell(carts.freed(said))
    if any(isinstance(one, Draft) for one in said):
        notices.notify_soon("jobs")
    return [_given(one) for one in said]  # others wait no longer


def _decided(batch: Sequence[Wish], counter: Counter) -> list[Said]:
    """In the order of their arrival."""
    said: list[Said] = []
    for kind, some in groupby(batch, key=type):
        if kind is Reservation:
            said += decided([one for one in some if isinstance(one, Reservation)], counter)
        else:
            said += [_of_cart(one, counter) for one in some]
    return said


def _of_cart(wish: Wish, counter: Counter) -> Said:
    if isinstance(wish, Filling):
        return carts.filled(wish, counter, clock.now())
    assert isinstance(wish, Emptying)
    return carts.emptied(wish, counter)


def _given(said: Said) -> Given | Exception:
    if isinstance(said, Draft):
        return placed(said)
    if isinstance(said, Filled):
        return said.made()
    return None if isinstance(said, Emptied) else said


_queue: Together[Wish, Given] = Together(_settle)
_sold_out: set[str] = set()  # events of which the last batch wanted more than there was
