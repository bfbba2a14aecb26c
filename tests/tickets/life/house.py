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
from events_svc.tickets.carts.fill import fill
from events_svc.tickets.draft import Choice, Line
from events_svc.tickets.hear import Notification, Word, hear
from events_svc.tickets.life.models import CancelRight, OrderRules
from events_svc.tickets.offer import add_quota
from events_svc.tickets.pay import Hand, begin_payment, mark_paid
from events_svc.tickets.product_models import AddOn, TicketType
from events_svc.tickets.reserve import reserve
from events_svc.tickets.vouchers.discounts import DiscountFacts, add_discount
from events_svc.tickets.vouchers.issue import VoucherFacts, issue
from events_svc.tickets.vouchers.models import Reduction
from events_svc.tickets.waiting.join import Waiter, join
from events_svc.tickets.waiting.rule import set_rule
from tests.events.factories import make_event
from tests.tickets.factories import BUYER, make_order, make_type
from tests.tickets.seating.factories import make_map, seat_it


async def open_house() -> None:
    """Sixteen places; six types: free, plain, seated, one that asks, a bundle, one of two days; a lunch with the
    plain one; two vouchers, a discount, a waiting list, buyers who may do everything, and the first of them.
    """
    event = await make_event()
    kinds = await _types(event)
    await add_quota(event, "House", size=16, ticket_type_ids=[kind.id for kind in kinds])
    await seat_it(event, await make_map(2, 2), a=[kinds[2]])
    await _reductions(event, kinds[1])
    await set_rule(event, is_open=True, is_automatic=True, hours=1)
    step = {"until": event.starts_at.isoformat(), "fee_bp": 1000, "fee_minor": 50}
    rules: dict[str, Any] = {"may_swap": True, "swap_fee_minor": 7, "cancel": CancelRight.SELF}
    await OrderRules.create(event_id=event.id, cancel_steps=[step], **rules)
    await _people_come(event, kinds)


async def _types(event: Event) -> list[TicketType]:
    kinds = [await make_type(event, f"T{n}", price_minor=n * 1999, places=5) for n in range(3)]
    kinds.append(await make_type(event, "Asked", price_minor=500, places=3, needs_approval=True))
    lunch = await make_type(event, "Lunch", price_minor=301, places=5, is_addon=True)
    kinds.append(await make_type(event, "Both", price_minor=2501, places=3))
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


async def _people_come(event: Event, kinds: list[TicketType]) -> None:
    """An order that waits for money, one paid through the provider, one by hand, one that waits for approval, a
    cart; all that is free is taken, and two people wait for it.
    """
    free, plain, seated, asked, both, _ = kinds
    lunch = await AddOn.filter(ticket_type_id=plain.id).get()
    eats = Line(plain.id, 1, addons=(Choice(lunch.addon_type_id, 1),))
    await reserve(event, [eats], buyer=BUYER)
    order = await make_order(event, seated, 2)
    payment = await begin_payment(order, provider="test")
    amount_minor, reference = payment.amount_minor, payment.reference
    await hear(Notification("test", "first", reference, Word.PAID, amount_minor, event.currency))
    await mark_paid(await make_order(event, both), hand=Hand.CASH)
    await make_order(event, asked)
    await fill(event.slug, [Line(plain.id, 1)])
    await make_order(event, free, 5)
    for name in ("W0", "W1"):
        await join(event, (free.id, None), Waiter(name, email=f"{name.lower()}@example.org"))
