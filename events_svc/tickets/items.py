"""What a wish comes to: one item for each ticket to be, with its add-ons and the parts of bundles. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from events_svc.tickets.assortment import Assortment
from events_svc.tickets.draft import Choice, Holder, Line
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.shelf import Shelf
from events_svc.tickets.vouchers.models import Voucher


@dataclass(slots=True, eq=False)
class Item:
    """One ticket to be. `own_minor` is what it costs before reductions, with all the parts of a bundle;
    `list_minor` and `price_minor` are without them, before and after reductions.
    """

    ticket_type: TicketType
    variant_id: int | None = None
    voucher: Voucher | None = None
    holder: Holder | None = None
    answers: dict[int, Any] = field(default_factory=dict)
    addon_to: "Item | None" = None
    is_bundled: bool = False
    seat_id: int | None = None
    cart_item_id: int | None = None
    own_minor: int = 0
    list_minor: int = 0
    price_minor: int = 0
    voucher_minor: int = 0
    discount_id: int | None = None

    @property
    def ticket_type_id(self) -> int:
        return int(self.ticket_type.id)

    @property
    def voucher_id(self) -> int | None:
        return self.voucher.id if self.voucher else None


def items_of(lines: Sequence[Line], shelf: Shelf, vouchers: Sequence[Voucher | None]) -> list[Item]:
    """The items of lines that were found in order; `vouchers` are those of the lines."""
    found: list[Item] = []
    for line, voucher in zip(lines, vouchers, strict=True):
        for number in range(line.count):
            holder = line.holders[number] if number < len(line.holders) else None
            kind = shelf.types[line.ticket_type_id]
            main = Item(kind, line.variant_id, voucher, holder)
            main.own_minor = own_price(main, shelf.assortment)
            found.append(main)
            found += _addons(main, line.addons, shelf)
            found += _parts(main, shelf)
    return found


def own_price(item: Item, assortment: Assortment) -> int:
    """What the item costs before reductions: nothing when it is included in the ticket's price, its
    share when it is part of a bundle.
    """
    parent = item.addon_to
    if parent is not None and item.is_bundled:
        parts = assortment.parts.get(parent.ticket_type_id, ())
        same = (item.ticket_type_id, item.variant_id)
        return next((p.price_minor for p in parts if (p.ticket_type_id, p.variant_id) == same), 0)
    if parent is not None:
        extra = assortment.extras.get(parent.ticket_type_id, {}).get(item.ticket_type_id)
        if extra is not None and extra.is_included:
            return 0
    if item.variant_id is not None:
        variety = assortment.variants.get(item.ticket_type_id, {}).get(item.variant_id)
        if variety is not None and variety.price_minor is not None:
            return variety.price_minor
    return int(item.ticket_type.price_minor)


def _addons(main: Item, choices: Sequence[Choice], shelf: Shelf) -> Iterator[Item]:
    for choice in choices:
        for _ in range(choice.count):
            kind = shelf.types[choice.ticket_type_id]
            item = Item(kind, choice.variant_id, addon_to=main)
            item.own_minor = own_price(item, shelf.assortment)
            yield item


def _parts(main: Item, shelf: Shelf) -> Iterator[Item]:
    for part in shelf.assortment.parts.get(main.ticket_type_id, ()):
        for _ in range(part.count):
            kind = shelf.types[part.ticket_type_id]
            yield Item(
                kind, part.variant_id, addon_to=main, is_bundled=True, own_minor=part.price_minor
            )
