"""What another ticket costs somebody now who has one already: as in the shop, with the voucher that goes along.

What one pays is the difference to what was really paid, whatever lists and discounts said then.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

from events_svc import clock
from events_svc.tickets.errors import BundleWhole
from events_svc.tickets.items import Item
from events_svc.tickets.life.places_to_be import Costs, Listed
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.prices import Occasion, price
from events_svc.tickets.product_models import BundlePart
from events_svc.tickets.vouchers.models import Discount, Voucher


@dataclass(frozen=True, slots=True)
class Till:
    """All on which the price depends, for one ticket of an order."""

    ticket: Ticket
    organisation: str
    discounts: Sequence[Discount]
    voucher: Voucher | None
    bundles: frozenset[int]  # ids of the types that are bundles

    def costs(self, now: Listed) -> Costs:
        """What it costs as this type and variant; as what it is, it costs what was paid. BundleWhole."""
        if self._is_same(now):
            return Costs.of_ticket(self.ticket)
        if {now.kind.id, self.ticket.ticket_type_id} & self.bundles or self.ticket.is_bundled:
            raise BundleWhole
        item = Item(now.kind, self._variant(now), self._voucher_for(now))
        item.own_minor = now.price_minor
        price([item], Occasion(self.discounts, self.organisation, clock.now()))
        return Costs(item.list_minor, item.price_minor, item.voucher_minor, item.discount_id)

    def _is_same(self, now: Listed) -> bool:
        here = (self.ticket.ticket_type_id, self.ticket.variant_id)
        return here == (now.kind.id, self._variant(now))

    def _voucher_for(self, now: Listed) -> Voucher | None:
        """The ticket's own, unless it is bound to what the ticket leaves. Of a budget it takes no more than
        it has taken for this ticket: the rest may be gone until the difference is paid.
        """
        voucher = self.voucher
        if voucher is None or voucher.ticket_type_id or voucher.variant_id or voucher.quota_id:
            return None
        if voucher.budget_minor is not None:
            voucher = copy(voucher)
            voucher.budget_minor, voucher.spent_minor = self.ticket.voucher_minor, 0
        return voucher

    @staticmethod
    def _variant(now: Listed) -> int | None:
        return now.variant.id if now.variant else None


async def till_for(order: Order, ticket: Ticket) -> Till:
    """Read what the price of another ticket in place of this one depends on."""
    running = Discount.filter(event_id=order.event_id, is_active=True)
    parts = await BundlePart.filter(ticket_type__event_id=order.event_id)
    return Till(
        ticket,
        order.buyer_organisation,
        await running.order_by("position", "id"),
        await Voucher.get(id=ticket.voucher_id) if ticket.voucher_id else None,
        frozenset(one.ticket_type_id for one in parts),
    )
