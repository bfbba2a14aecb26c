"""Put tickets into carts. A cart holds its places for half an hour from the last thing put in."""

from collections import Counter as Count
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.accounts.tokens import new_secret
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_all
from events_svc.database.together import Together
from events_svc.tickets import counter as counters
from events_svc.tickets.carts.models import Cart, CartItem
from events_svc.tickets.decide import Counter, public_event, taken
from events_svc.tickets.draft import HELD_FOR, Line
from events_svc.tickets.errors import CartOver, NothingChosen, NotReserved
from events_svc.tickets.items import Item
from events_svc.tickets.refuse import Offerer
from events_svc.tickets.seating.take import Taking, take
from events_svc.tickets.settling import settled


@dataclass(frozen=True, slots=True)
class Filling:
    """A wish for a cart, as it waits for its transaction; without a secret, for a new one."""

    slug: str  # of the event
    lines: tuple[Line, ...]
    secret: str
    language: str
    keeps: bool  # what was in the cart before
    begins: bool = False  # the cart, when there is none with this secret


@dataclass(slots=True)
class Filled:
    """The rows of a cart that is going to be written: the items are new ones."""

    filling: Filling
    cart: dict[str, Any]
    items: list[Item]


async def fill(slug: str, lines: Sequence[Line], *, secret: str = "", language: str = "zh") -> Cart:
    """Add the lines to the cart with this secret, or to a new one; or raise a NotReserved and hold
    nothing more than before. CartOver when its places went back.
    """
    return await _submit(Filling(slug, _wanted(lines), secret, language, keeps=True))


async def change(slug: str, secret: str, lines: Sequence[Line], *, language: str = "zh") -> Cart:
    """The cart holds exactly these from now on, also one that had lost its places; or a NotReserved is
    raised, and it stays as it was.
    """
    return await _submit(Filling(slug, _wanted(lines), secret, language, keeps=False))


async def set_to(slug: str, secret: str, lines: Sequence[Line], *, language: str = "zh") -> Cart:
    """`change`, or a new cart with this secret, which its owner alone knows: a form that is sent twice
    fills one cart.
    """
    filling = Filling(slug, _wanted(lines), secret, language, keeps=False, begins=True)
    try:
        return await _submit(filling)
    except IntegrityError:  # another process was faster
        return await change(slug, secret, lines, language=language)


def _wanted(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.count > 0)


async def _submit(filling: Filling) -> Cart:
    if not filling.lines:
        raise NothingChosen
    return await _desk.submit(filling)


async def _settle(batch: Sequence[Filling]) -> list[Cart | Exception]:
    """Each cart once in a transaction; who puts into one that is just being filled comes after."""
    now, later, seen = list[int](), list[int](), set[str]()
    for at, filling in enumerate(batch):
        (later if filling.secret in seen else now).append(at)
        seen |= {filling.secret} - {""}
    outcomes = dict(zip(now, await settled([batch[at] for at in now], _serve), strict=True))
    if later:
        rest = await _settle([batch[at] for at in later])
        outcomes |= dict(zip(later, rest, strict=True))
    return [outcomes[at] for at in range(len(batch))]


async def _serve(batch: Sequence[Filling]) -> list[Cart | Exception]:
    async with in_transaction():
        counter = await counters.opened_for(
            {one.slug for one in batch},
            codes={line.voucher for one in batch for line in one.lines},
            carts={one.secret for one in batch},
        )
        outcomes = [_decided(one, counter, clock.now()) for one in batch]
        filled = [one for one in outcomes if isinstance(one, Filled)]
        if filled:
            await counter.shelf.store()
            await _write(filled)
        return [_cart(one) if isinstance(one, Filled) else one for one in outcomes]


def _decided(filling: Filling, counter: Counter, at: datetime) -> Filled | Exception:
    try:
        return _filled(filling, counter, at)
    except (NotReserved, NotFound) as error:
        return error


def _filled(filling: Filling, counter: Counter, at: datetime) -> Filled:
    event = public_event(counter, filling.slug)
    key = (filling.slug, filling.secret)
    before = counter.held.get(key, [])
    is_new = filling.begins and key not in counter.carts
    there = counter.held if filling.keeps else counter.carts
    if filling.secret and not is_new and key not in there:
        raise CartOver
    asks = Offerer(event, counter.shelf, filling.language, at)
    if filling.keeps:
        had = Count(one.ticket_type_id for one in before if one.addon_to is None)
        items = taken(asks, filling.lines, counter.hall, had=had)
    else:
        items = _exchanged(asks, filling, counter, before)
    cart = {
        "event_id": event.id,
        "secret": filling.secret or new_secret(),
        "created_at": at,
        "expires_at": at + HELD_FOR,
        "ended_at": None,
    }
    if filling.secret and not is_new:
        cart["id"] = counter.carts[key]
    return Filled(filling, cart, items)


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
        counter.hall.taken.setdefault(asks.event.id, set()).update(seats)
        raise


async def _write(filled: Sequence[Filled]) -> None:
    new = [one.cart for one in filled if "id" not in one.cart]
    made = await insert_all(Cart, new, returning=("id", "secret"))
    ids = {row["secret"]: row["id"] for row in made}
    for cart in new:
        cart["id"] = ids[cart["secret"]]
    await _renew([one for one in filled if one.filling.secret])
    pairs = [(item, _row(item, one.cart)) for one in filled for item in one.items]
    await _write_items([row for item, row in pairs if item.addon_to is None])
    rows_of = dict(pairs)
    for item, row in pairs:
        if item.addon_to is not None:
            row["addon_to_id"] = rows_of[item.addon_to]["id"]
    await _write_items([row for item, row in pairs if item.addon_to is not None])
    await take(
        [
            Taking(item.ticket_type.event_id, item.seat_id, cart_item_id=row["id"])
            for item, row in pairs
            if item.seat_id is not None
        ]
    )


async def _renew(filled: Sequence[Filled]) -> None:
    for one in filled:
        id_, expires_at = one.cart["id"], one.cart["expires_at"]
        await Cart.filter(id=id_).update(expires_at=expires_at, ended_at=None)
    emptied = [one.cart["id"] for one in filled if not one.filling.keeps]
    if emptied:
        await CartItem.filter(cart_id__in=emptied).delete()


async def _write_items(records: Sequence[dict[str, Any]]) -> None:
    """Ids are given in the order of the rows, whatever the order in which they are told."""
    made = sorted(row["id"] for row in await insert_all(CartItem, records))
    for record, id_ in zip(records, made, strict=True):
        record["id"] = id_


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


def _cart(filled: Filled) -> Cart:
    cart = Cart(**filled.cart)
    cart._saved_in_db = True
    return cart


_desk: Together[Filling, Cart] = Together(_settle)
