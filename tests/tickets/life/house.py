"""The house in which anything is done to orders: little of much, so that all of it runs out."""

from typing import Any

from events_svc.events.models import Event
from events_svc.tickets.assort import (
    AddOnFacts,
    PartFacts,
    VariantFacts,
    add_variant,
    set_addons,
    set_bundle,
)
from events_svc.tickets.life.models import CancelRight, OrderRules
from events_svc.tickets.offer import add_quota
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.vouchers.discounts import DiscountFacts, add_discount
from events_svc.tickets.vouchers.issue import VoucherFacts, issue
from events_svc.tickets.vouchers.models import Reduction
from events_svc.tickets.waiting.rule import set_rule
from tests.events.factories import make_event
from tests.tickets.factories import make_type
from tests.tickets.seating.factories import make_map, seat_it


async def open_house() -> None:
    """Nine places; six types: free, plain, seated, one that asks, a bundle, one of two days; a lunch with the
    plain one; two vouchers, a discount, a waiting list, and buyers who may do everything.
    """
    event = await make_event()
    kinds = await _types(event)
    await add_quota(event, "House", size=9, ticket_type_ids=[kind.id for kind in kinds])
    await seat_it(event, await make_map(2, 2), a=[kinds[2]])
    await _reductions(event, kinds[1])
    await set_rule(event, is_open=True, is_automatic=True, hours=1)
    step = {"until": event.starts_at.isoformat(), "fee_bp": 1000, "fee_minor": 50}
    rules: dict[str, Any] = {"may_swap": True, "swap_fee_minor": 7, "cancel": CancelRight.SELF}
    await OrderRules.create(event_id=event.id, cancel_steps=[step], **rules)


async def _types(event: Event) -> list[TicketType]:
    kinds = [await make_type(event, f"T{n}", price_minor=n * 1999, places=4) for n in range(3)]
    kinds.append(await make_type(event, "Asked", price_minor=500, places=2, needs_approval=True))
    lunch = await make_type(event, "Lunch", price_minor=301, places=3, is_addon=True)
    kinds.append(await make_type(event, "Both", price_minor=2501, places=2))
    kinds.append(await make_type(event, "Day", price_minor=777, places=3))
    await set_addons(kinds[1], [AddOnFacts(lunch.id, max_count=2)])
    await set_bundle(kinds[4], [PartFacts(lunch.id, price_minor=250)])
    for name, price_minor in (("Sat", None), ("Sun", 999)):
        await add_variant(kinds[5], VariantFacts({"en": name}, price_minor))
    return kinds


async def _reductions(event: Event, plain: TicketType) -> None:
    percent = VoucherFacts(max_uses=3, reduction=Reduction.PERCENT, value=2500, budget_minor=900)
    await issue(event, percent)
    kept = VoucherFacts(max_uses=2, ticket_type_id=plain.id, reserves_quota=True)
    await issue(event, kept)
    pair = DiscountFacts({"en": "Pair"}, 3333, min_count=2, per_count=2)
    await add_discount(event, pair)
