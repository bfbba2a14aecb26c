"""Open the counter: lock all that a batch of wishes is served from, in the order of all locks.

On PostgreSQL in three ways, of which the second gets the quotas: from then on others wait, so what needs no
lock is read before, and the rest in one.
"""

from collections import Counter as Count
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from tortoise.models import Model

from events_svc.database.at_once import Row, Statement, among, listed, read, stored
from events_svc.events.models import Event
from events_svc.tickets import numbers, stock
from events_svc.tickets import shelf as shelves
from events_svc.tickets.carts.locked import (
    Held,
    HeldItem,
    items_of,
    locked_without_items,
    put_items,
)
from events_svc.tickets.carts.models import Cart, CartItem
from events_svc.tickets.decide import Counter
from events_svc.tickets.draft import Line, Reservation, spelled_code
from events_svc.tickets.drafted import Placed
from events_svc.tickets.items import Item
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.seating import hall as halls
from events_svc.tickets.shelf import Shelf
from events_svc.tickets.vouchers.models import Voucher


class Wish(Protocol):
    """What somebody wants of an event's tickets, or with a cart."""

    @property
    def slug(self) -> str: ...
    @property
    def lines(self) -> tuple[Line, ...]: ...
    @property
    def cart(self) -> str: ...


async def opened_for(batch: Sequence[Wish]) -> Counter:
    """The counter of the events that these wish something of, with their vouchers and carts."""
    slugs = {one.slug for one in batch}
    held = await locked_without_items({one.cart for one in batch} - {""}, slugs)
    items, events, types = await read([items_of(held), _events(slugs), stock.types_of(slugs)])
    put_items(held, items)
    found = [stored(Event, row) for row in events]
    shelf = await shelves.locked_with([stored(TicketType, row) for row in types])
    counter = Counter({event.slug: event for event in found}, shelf)
    await _read_rest(batch, counter, held)
    for secret, cart in held.items():
        counter.carts[cart.slug, secret] = cart.id
        if not cart.is_over:
            counter.held[cart.slug, secret] = _items(cart.items, shelf)
    return counter


async def seen_for(batch: Sequence[Wish]) -> Counter:
    """The same as it is now, without carts and seats: nothing is locked, and nothing can be written with it."""
    slugs = {one.slug for one in batch}
    events, types, places, known = await read(
        [_events(slugs), *stock.queries_of(slugs), _known(slugs, batch)]
    )
    shelf = await shelves.seen([stored(TicketType, row) for row in types], places)
    codes = _codes(batch)
    if codes:
        (found,) = await read([stock.vouchers_now_of([row["id"] for row in events], codes)])
        shelf.put(stored(Voucher, row) for row in found)
    counter = Counter({row["slug"]: stored(Event, row) for row in events}, shelf)
    counter.known = await _placed(known)
    return counter


async def _read_rest(batch: Sequence[Wish], counter: Counter, held: Mapping[str, Held]) -> None:
    """Everything behind the lock of the quotas."""
    event_ids = [event.id for event in counter.events.values()]
    used = {item.voucher_id for cart in held.values() for item in cart.items} - {None}
    vouchers, seatings, taken, ids, last, known = await read(
        [
            stock.vouchers_of(event_ids, _codes(batch), ids=[one for one in used if one]),
            *halls.queries(counter.shelf.assortment.seated_events),
            *numbers.queries(_most(batch, held), event_ids),
            _known({*counter.events}, batch),
        ]
    )
    counter.shelf.put(stored(Voucher, row) for row in vouchers)
    counter.hall = await halls.found(seatings, taken)
    counter.numbers = numbers.found(ids, last)
    counter.known = await _placed(known)


def _events(slugs: Collection[str]) -> Statement:
    return Statement(_EVENTS.format(among(1, "TEXT")), [listed(sorted(slugs))])


def _codes(batch: Sequence[Wish]) -> set[str]:
    return {spelled_code(line.voucher) for one in batch for line in one.lines} - {""}


def _known(slugs: Collection[str], batch: Sequence[Wish]) -> Statement:
    keys = sorted(
        {one.submission for one in batch if isinstance(one, Reservation) and one.submission}
    )
    sql = _KNOWN.format(among(1, "TEXT"), among(2, "TEXT"))
    return Statement(sql, [listed(sorted(slugs)), listed(keys)], not keys)


async def _placed(known: Sequence[Row]) -> dict[str, Placed]:
    """The orders that were opened for the same submissions before."""
    if not known:
        return {}
    found = await Order.filter(id__in=[row["id"] for row in known])
    return {order.submission: Placed(order) for order in found if order.submission}


def _most(batch: Sequence[Wish], held: Mapping[str, Held]) -> dict[type[Model], int]:
    """How many rows of each are going to be written at most, unless there are bundles."""
    most: Count[type[Model]] = Count()
    for one in batch:
        is_order = isinstance(one, Reservation)
        tickets = sum(
            line.count * (1 + sum(choice.count for choice in line.addons)) for line in one.lines
        )
        cart = held.get(one.cart)
        if is_order and cart:
            tickets += len(cart.items)
        if is_order or tickets:
            most[Order if is_order else Cart] += 1
        most[Ticket if is_order else CartItem] += tickets
    return dict(most)


def _items(held: Collection[HeldItem], shelf: Shelf) -> list[Item]:
    """What stands in a cart, as items."""
    made: dict[int, Item] = {}
    for one in held:
        item = Item(
            shelf.types[one.ticket_type_id],
            one.variant_id,
            shelf.vouchers[one.voucher_id] if one.voucher_id else None,
            addon_to=made[one.addon_to_id] if one.addon_to_id else None,
            is_bundled=one.is_bundled,
            seat_id=one.seat_id,
            cart_item_id=one.id,
        )
        item.own_minor = one.own_minor
        made[one.id] = item
    return [*made.values()]


_EVENTS = "SELECT * FROM event WHERE slug {}"

_KNOWN = """
SELECT id FROM "order" WHERE event_id IN (SELECT id FROM event WHERE slug {}) AND submission {}"""
