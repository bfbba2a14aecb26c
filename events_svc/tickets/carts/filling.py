"""What becomes of a cart in a batch: decided on the counter, then written by the transaction of the desk."""

from collections import Counter as Count
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tortoise.models import Model

from events_svc.accounts.errors import NotFound
from events_svc.accounts.tokens import new_secret
from events_svc.database.at_once import Insertion, Statement, among, listed
from events_svc.tickets.carts.models import Cart, CartItem
from events_svc.tickets.decide import Counter, public_event, taken
from events_svc.tickets.draft import HELD_FOR, Line
from events_svc.tickets.errors import CartOver, NotReserved
from events_svc.tickets.items import Item
from events_svc.tickets.numbers import Numbers
from events_svc.tickets.refuse import Offerer
from events_svc.tickets.seating.take import Taking


@dataclass(frozen=True, slots=True)
class Filling:
    """A wish for a cart, as it waits for its transaction; without a secret, for a new one."""

    slug: str  # of the event
    lines: tuple[Line, ...]
    cart: str  # its secret
    language: str
    keeps: bool  # what was in the cart before
    begins: bool = False  # the cart, when there is none with this secret


@dataclass(frozen=True, slots=True)
class Emptying:
    """The wish to let go of a cart and of all that is in it."""

    slug: str
    cart: str
    lines: tuple[Line, ...] = ()


@dataclass(slots=True)
class Filled:
    """The rows of a cart that is going to be written: the items are new ones."""

    filling: Filling
    row: dict[str, Any]
    items: list[Item]
    lets_go: bool = False  # of seats that it had before

    def made(self) -> Cart:
        """The cart, once its rows are written."""
        cart = Cart(**self.row)
        cart._saved_in_db = True
        return cart


@dataclass(frozen=True, slots=True)
class Emptied:
    """The id of a cart that is going to be deleted, None when there is none; and the items of its seats, by
    event and seat.
    """

    id: int | None
    seats: Mapping[tuple[int, int], int] = field(default_factory=dict)


def filled(filling: Filling, counter: Counter, at: datetime) -> Filled | Exception:
    """The cart as it is going to be; or why it stays as it was."""
    try:
        return _filled(filling, counter, at)
    except (NotReserved, NotFound) as error:
        return error


def emptied(emptying: Emptying, counter: Counter) -> Emptied:
    """The cart is going to be deleted, and the counter has what was in it."""
    key = (emptying.slug, emptying.cart)
    items, cart_id = counter.held.pop(key, []), counter.carts.pop(key, None)
    if not items:
        return Emptied(cart_id)
    counter.shelf.give_back(items)
    event_id = items[0].ticket_type.event_id
    counter.hall.give_back(event_id, [one.seat_id for one in items])
    seats = {(event_id, one.seat_id): one.cart_item_id for one in items}
    return Emptied(
        cart_id, {(at, seat): item for (at, seat), item in seats.items() if seat and item}
    )


def cleared(emptied: Sequence[Emptied]) -> Statement:
    """The carts that are emptied are gone, after their seats have passed on to others of the batch."""
    gone = [one.id for one in emptied if one.id is not None]
    return Statement(_DROP.format(among(1, "BIGINT")), [listed(gone)], not gone)


def freed(outcomes: Sequence[object]) -> set[int]:
    """The events of which somebody let go of seats."""
    emptied = {event for one in outcomes if isinstance(one, Emptied) for event, _ in one.seats}
    exchanged = (one for one in outcomes if isinstance(one, Filled) and one.lets_go)
    return emptied | {one.row["event_id"] for one in exchanged}


async def clear(outcomes: Sequence[object]) -> None:
    """What is exchanged goes first: another of the batch may have taken its seat."""
    again = [one for one in outcomes if isinstance(one, Filled) and "id" in one.row]
    for one in again:
        expires_at = one.row["expires_at"]
        await Cart.filter(id=one.row["id"]).update(expires_at=expires_at, ended_at=None)
    exchanged = [one.row["id"] for one in again if not one.filling.keeps]
    if exchanged:
        await CartItem.filter(cart_id__in=exchanged).delete()


def written(some: Sequence[Filled], numbers: Numbers) -> tuple[list[Insertion], list[Taking]]:
    """The new carts and what was put into each; the seats that these are going to take."""
    new = [one.row for one in some if "id" not in one.row]
    numbers.give(Cart, new)
    pairs = [(item, _row(item, one.row)) for one in some for item in one.items]
    numbers.relate(CartItem, pairs)
    seats = [
        Taking(item.ticket_type.event_id, item.seat_id, cart_item_id=row["id"])
        for item, row in pairs
        if item.seat_id is not None
    ]
    return [Insertion(Cart, new), Insertion(CartItem, [row for _, row in pairs])], seats


def wanted(some: Sequence[Filled]) -> dict[type[Model], int]:
    """How many rows of each are going to be written."""
    carts = sum("id" not in one.row for one in some)
    return {Cart: carts, CartItem: sum(len(one.items) for one in some)}


def _filled(filling: Filling, counter: Counter, at: datetime) -> Filled:
    event = public_event(counter, filling.slug)
    key = (filling.slug, filling.cart)
    before = counter.held.get(key, [])
    is_new = filling.begins and key not in counter.carts
    there = counter.held if filling.keeps else counter.carts
    if filling.cart and not is_new and key not in there:
        raise CartOver
    asks = Offerer(event, counter.shelf, filling.language, at)
    if filling.keeps:
        had = Count(one.ticket_type_id for one in before if one.addon_to is None)
        items = taken(asks, filling.lines, counter.hall, had=had)
    else:
        items = _exchanged(asks, filling, counter, before)
    cart = {
        "event_id": event.id,
        "secret": filling.cart or new_secret(),
        "created_at": at,
        "expires_at": at + HELD_FOR,
        "ended_at": None,
    }
    if filling.cart and not is_new:
        cart["id"] = counter.carts[key]
    lets_go = not filling.keeps and any(one.seat_id is not None for one in before)
    return Filled(filling, cart, items, lets_go)


def _exchanged(
    asks: Offerer, filling: Filling, counter: Counter, before: Sequence[Item]
) -> list[Item]:
    seats = [one.seat_id for one in before if one.seat_id is not None]
    counter.shelf.give_back(before)
    counter.hall.give_back(asks.event.id, seats)
    try:
        return taken(asks, filling.lines, counter.hall)
    except NotReserved:
        counter.shelf.take(before)
        counter.hall.take(asks.event.id, seats)
        raise


def _row(item: Item, cart: dict[str, Any]) -> dict[str, Any]:
    return {
        "cart_id": cart["id"],
        "ticket_type_id": item.ticket_type_id,
        "variant_id": item.variant_id,
        "addon_to_id": None,
        "is_bundled": item.is_bundled,
        "own_minor": item.own_minor,
        "seat_id": item.seat_id,
        "voucher_id": item.voucher_id,
        "created_at": cart["expires_at"] - HELD_FOR,
    }


_DROP = "DELETE FROM cart WHERE id {}"
