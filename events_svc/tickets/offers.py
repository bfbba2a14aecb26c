"""What the public is offered: ticket types with variants, add-ons, parts, prices, and what is left."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from events_svc import clock
from events_svc.events.models import Event
from events_svc.tickets.draft import Line, spelled_code
from events_svc.tickets.errors import (
    VoucherOver,
    VoucherRefused,
    VoucherUnknown,
    VoucherUsedUp,
)
from events_svc.tickets.items import Item, own_price
from events_svc.tickets.prices import Occasion, price
from events_svc.tickets.product_models import AddOn, BundlePart, TicketType, Variant
from events_svc.tickets.queries import Sale, state_of
from events_svc.tickets.refuse import is_spent, refuse_voucher
from events_svc.tickets.shelf import Shelf, seen_of_events
from events_svc.tickets.vouchers.models import Voucher


@dataclass(frozen=True, slots=True)
class Price:
    """What one ticket costs: `list_minor` before the voucher and discounts that one ticket gets."""

    list_minor: int
    price_minor: int
    tax_rate_bp: int

    @property
    def is_reduced(self) -> bool:
        return self.price_minor < self.list_minor


@dataclass(frozen=True, slots=True)
class VariantOffer:
    """One of the kinds of a type."""

    variant: Variant
    left: int
    price: Price


@dataclass(frozen=True, slots=True)
class AddOnOffer:
    """What may, or must, be taken with each ticket; `price` is 0 when it is included."""

    bounds: AddOn
    ticket_type: TicketType
    left: int
    price: Price
    variants: tuple[VariantOffer, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A ticket type as the public sees it; `left` is None when it is in no quota: nothing to sell."""

    ticket_type: TicketType
    left: int | None  # of a type with variants, of the one with most
    state: Sale
    price: Price  # of a type with variants, the lowest
    voucher: Voucher | None = None  # the one that was entered, when it is for this type
    variants: tuple[VariantOffer, ...] = ()
    addons: tuple[AddOnOffer, ...] = ()
    parts: tuple[BundlePart, ...] = ()  # with `part_type` and `part_variant`

    @property
    def most(self) -> int:
        """The largest number that one order may take now."""
        most = min(self.ticket_type.max_per_order, self.left or 0)
        return min(most, self.voucher.max_uses - self.voucher.used) if self.voucher else most

    @property
    def asks_for_voucher(self) -> bool:
        """Whether nobody can order it without a code, and none was entered."""
        return self.ticket_type.needs_voucher and self.voucher is None


async def on_sale(event: Event, voucher: Voucher | None = None) -> list[Offer]:
    """The public ticket types of `event`, in their order; with a voucher also those that it shows."""
    shelf = await seen_of_events([event.id])
    if voucher is not None:
        shelf.vouchers[voucher.id] = voucher
    window = _Window(event, shelf, voucher, clock.now())
    shown = [one for one in shelf.types.values() if window.shows(one)]
    shown.sort(key=lambda one: (one.position, one.id))
    has_parts = shelf.assortment.variants or shelf.assortment.extras or shelf.assortment.parts
    if has_parts:
        await window.unpack(shelf.types)
    return [window.offer(one) for one in shown]


async def voucher_behind(event: Event, typed: str) -> Voucher:
    """The voucher that somebody typed, if it can be used; VoucherUnknown, VoucherOver, VoucherUsedUp."""
    code = spelled_code(typed)
    voucher = await Voucher.get_or_none(event_id=event.id, code=code)
    if voucher is None:
        raise VoucherUnknown(code)
    if voucher.withdrawn_at or (voucher.valid_until and voucher.valid_until <= clock.now()):
        raise VoucherOver(code)
    if voucher.used >= voucher.max_uses or is_spent(voucher):
        raise VoucherUsedUp(code)
    return voucher


@dataclass(slots=True)
class _Window:
    """What is shown of a shelf, to somebody with this voucher."""

    event: Event
    shelf: Shelf
    voucher: Voucher | None
    at: datetime
    variants: Sequence[Variant] = ()
    addons: Sequence[AddOn] = ()
    parts: Sequence[BundlePart] = ()

    async def unpack(self, ids: Iterable[int]) -> None:
        """Read the names of variants, add-ons and parts."""
        of = {"ticket_type_id__in": [*ids]}
        self.variants = await Variant.filter(**of, is_active=True).order_by("position", "id")
        self.addons = await AddOn.filter(**of).order_by("position", "id")
        parts = BundlePart.filter(**of).order_by("id")
        self.parts = await parts.select_related("part_type", "part_variant")

    def shows(self, kind: TicketType) -> bool:
        is_hidden = kind.is_hidden and not (self.voucher and self.voucher.shows_hidden)
        if not kind.is_active or kind.is_addon or is_hidden:
            return False
        return not kind.is_hidden or self._is_for(kind)

    def offer(self, kind: TicketType) -> Offer:
        variants = self._variants(kind)
        left = self._left(kind) if (kind.id, None) in self.shelf.members else None
        if variants:
            left = max(one.left for one in variants)
        prices = [one.price for one in variants] or [self._price(Item(kind))]
        return Offer(
            kind,
            left,
            state_of(kind, self.event, left=left, at=self.at),
            min(prices, key=lambda one: one.price_minor),
            voucher=self.voucher if self._is_for(kind) else None,
            variants=variants,
            addons=tuple(self._addon(kind, one) for one in self._addons_of(kind)),
            parts=tuple(one for one in self.parts if one.ticket_type_id == kind.id),
        )

    def _addons_of(self, kind: TicketType) -> list[AddOn]:
        mine = (one for one in self.addons if one.ticket_type_id == kind.id)
        return [one for one in mine if self.shelf.types[one.addon_type_id].is_active]

    def _addon(self, main: TicketType, bounds: AddOn) -> AddOnOffer:
        kind = self.shelf.types[bounds.addon_type_id]
        price = self._price(Item(kind, addon_to=Item(main)))
        left = self.shelf.left_of(kind.id)
        return AddOnOffer(bounds, kind, left, price, self._variants(kind, of=Item(main)))

    def _variants(self, kind: TicketType, of: Item | None = None) -> tuple[VariantOffer, ...]:
        return tuple(
            VariantOffer(one, self._left(kind, one), self._price(Item(kind, one.id, addon_to=of)))
            for one in self.variants
            if one.ticket_type_id == kind.id
        )

    def _left(self, kind: TicketType, variant: Variant | None = None) -> int:
        """What is left, with the places that the voucher keeps."""
        key = (kind.id, variant.id if variant else None)
        quotas = self.shelf.quotas_of(*key)
        kept: Collection[int] = ()
        if self.voucher and self.voucher.reserved and self._fits(key):
            kept = self.shelf.quotas_of_voucher(self.voucher)
        if key in self.shelf.assortment.awaited and not kept:
            return 0
        reserved = self.voucher.reserved if self.voucher else 0
        lefts = (self.shelf.left[one] + (reserved if one in kept else 0) for one in quotas)
        return min(lefts, default=0)

    def _price(self, item: Item) -> Price:
        key = (item.ticket_type_id, item.variant_id)
        if item.addon_to is None and self._fits(key):
            item.voucher = self.voucher
        item.own_minor = own_price(item, self.shelf.assortment)
        discounts = self.shelf.assortment.discounts.get(self.event.id, ())
        price([item], Occasion(discounts, "", self.at))
        rate_bp = self.shelf.assortment.rates.get(item.ticket_type_id, 0)
        return Price(item.list_minor, item.price_minor, rate_bp)

    def _is_for(self, kind: TicketType) -> bool:
        varieties: list[int | None] = [*self.shelf.assortment.variants.get(kind.id, {})]
        return any(self._fits((kind.id, one)) for one in varieties or [None])

    def _fits(self, key: tuple[int, int | None]) -> bool:
        if self.voucher is None:
            return False
        try:
            refuse_voucher(self.voucher, Line(key[0], 1, variant_id=key[1]), self.shelf, at=self.at)
        except VoucherRefused:
            return False
        return True
