"""What is in a cart, and what it costs: for pages and the API."""

from collections.abc import Sequence
from dataclasses import dataclass

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.tickets.carts.models import Cart, CartItem
from events_svc.tickets.draft import Choice, Line
from events_svc.tickets.items import Item, own_price
from events_svc.tickets.prices import Occasion, price
from events_svc.tickets.pricing import tax_within
from events_svc.tickets.product_models import TicketType, Variant
from events_svc.tickets.shelf import Shelf, seen_of_events
from events_svc.tickets.vouchers.models import Discount, Voucher
from venues.seat_models import Seat


@dataclass(frozen=True, slots=True)
class CartLine:
    """One ticket to be, with what it costs; `list_minor` before reductions."""

    item: CartItem
    ticket_type: TicketType
    variant: Variant | None
    seat: Seat | None
    voucher: Voucher | None
    discount: Discount | None
    list_minor: int
    price_minor: int
    tax_rate_bp: int

    @property
    def tax_minor(self) -> int:
        """The tax within the price."""
        return tax_within(self.price_minor, self.tax_rate_bp)


@dataclass(frozen=True, slots=True)
class Contents:
    """A cart as its owner sees it."""

    cart: Cart
    lines: list[CartLine]
    put_in_minor: int = 0  # what it cost when it was put in

    @property
    def is_over(self) -> bool:
        """Whether its places went back; what it held can be wished for again: see `wish_of`."""
        return self.cart.ended_at is not None

    @property
    def total_minor(self) -> int:
        return sum(line.price_minor for line in self.lines)

    @property
    def tax_minor(self) -> int:
        return sum(line.tax_minor for line in self.lines)


async def contents(slug: str, secret: str, *, organisation: str = "") -> Contents:
    """The cart with this secret, priced for a buyer of this organisation; NotFound when there is none.

    What it holds costs what it cost when it was put in; one that is over, what it costs now.
    """
    cart = await Cart.get_or_none(secret=secret, event__slug=slug)
    if cart is None:
        raise NotFound
    held = CartItem.filter(cart_id=cart.id).order_by("id")
    rows = await held.select_related("ticket_type", "variant", "seat", "voucher")
    shelf = await seen_of_events([cart.event_id])
    discounts = shelf.assortment.discounts.get(cart.event_id, ())
    items, occasion = _items(rows), Occasion(discounts, organisation, clock.now())
    price(items, occasion)
    put_in_minor = sum(one.price_minor for one in items)
    if cart.ended_at is not None:
        for item in items:
            item.own_minor = own_price(item, shelf.assortment)
        price(items, occasion)
    by_id = {one.id: one for one in discounts}
    pairs = zip(rows, items, strict=True)
    lines = [_line(row, item, shelf, by_id) for row, item in pairs]
    return Contents(cart, lines, put_in_minor)


def wish_of(found: Contents) -> list[Line]:
    """The lines that would fill the cart so again, seats and vouchers included."""
    addons: dict[int, list[Choice]] = {}
    for line in found.lines:
        if line.item.addon_to_id is not None and not line.item.is_bundled:
            choice = Choice(line.ticket_type.id, 1, line.item.variant_id)
            addons.setdefault(line.item.addon_to_id, []).append(choice)
    return [
        Line(
            line.ticket_type.id,
            1,
            variant_id=line.item.variant_id,
            addons=tuple(addons.get(line.item.id, ())),
            voucher=line.voucher.code if line.voucher else "",
            seat_ids=(line.item.seat_id,) if line.item.seat_id is not None else (),
        )
        for line in found.lines
        if line.item.addon_to_id is None
    ]


def _items(rows: Sequence[CartItem]) -> list[Item]:
    made: dict[int, Item] = {}
    for row in rows:
        item = Item(
            row.ticket_type,
            row.variant_id,
            row.voucher,
            addon_to=made[row.addon_to_id] if row.addon_to_id else None,
            is_bundled=row.is_bundled,
        )
        item.own_minor = row.own_minor
        made[row.id] = item
    return [*made.values()]


def _line(row: CartItem, item: Item, shelf: Shelf, discounts: dict[int, Discount]) -> CartLine:
    is_reduced = item.price_minor < item.list_minor
    return CartLine(
        item=row,
        ticket_type=row.ticket_type,
        variant=row.variant,
        seat=row.seat,
        voucher=row.voucher,
        discount=discounts.get(item.discount_id or 0) if is_reduced else None,
        list_minor=item.list_minor,
        price_minor=item.price_minor,
        tax_rate_bp=shelf.assortment.rates.get(row.ticket_type_id, 0),
    )
