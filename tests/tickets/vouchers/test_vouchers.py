"""Vouchers: what they open, reduce and keep, how often, and what they give back."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from events_svc import clock
from events_svc.events.models import Event
from events_svc.tickets import check
from events_svc.tickets.assort import VariantFacts, add_variant
from events_svc.tickets.cancel import cancel
from events_svc.tickets.draft import Line
from events_svc.tickets.errors import (
    NotOnSale,
    SoldOut,
    VoucherDoesNotFit,
    VoucherOver,
    VoucherRefused,
    VoucherUnknown,
    VoucherUsedUp,
)
from events_svc.tickets.expire import expire_due
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.offers import on_sale, voucher_behind
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.reserve import reserve
from events_svc.tickets.vouchers.discounts import DiscountFacts, add_discount
from events_svc.tickets.vouchers.errors import (
    CodeTaken,
    SpentMore,
    TargetUnclear,
    TooFewToKeep,
    UsedMoreOften,
)
from events_svc.tickets.vouchers.issue import VoucherFacts, change, issue, issue_many, withdraw
from events_svc.tickets.vouchers.models import Reduction, Voucher
from tests.events.factories import make_event
from tests.tickets.factories import BUYER, make_type, quota_of

pytestmark = pytest.mark.usefixtures("database")


async def sold(**facts: Any) -> tuple[Event, TicketType]:
    event = await make_event()
    return event, await make_type(event, **facts)


async def buy(event: Event, kind: TicketType, voucher: str, count: int = 1) -> Order:
    return await reserve(event, [Line(kind.id, count, voucher=voucher)], buyer=BUYER)


async def counts(code: str) -> tuple[int, int, int]:
    """How often it was used, how many places it keeps, what of its budget is spent."""
    one = await Voucher.get(code=code)
    return one.used, one.reserved, one.spent_minor


async def test_a_code_is_found_however_it_is_typed_and_reduces_the_price() -> None:
    event, kind = await sold(price_minor=1000)
    facts = VoucherFacts(max_uses=2, reduction=Reduction.PERCENT, value=2500)
    await issue(event, facts, code="early 2026")
    order = await buy(event, kind, " Early2026 ", 2)
    tickets = await Ticket.filter(order_id=order.id)
    assert {(t.price_minor, t.list_minor, t.voucher_minor) for t in tickets} == {(750, 1000, 250)}
    assert (order.total_minor, await counts("EARLY2026")) == (1500, (2, 0, 500))
    with pytest.raises(VoucherUsedUp):
        await buy(event, kind, "early2026")
    assert await check.broken() == []


async def test_what_a_voucher_is_not_for_is_refused() -> None:
    event, kind = await sold()
    other = await make_type(event, "Other")
    await issue(event, VoucherFacts(ticket_type_id=other.id), code="OTHER")
    await issue(event, VoucherFacts(valid_until=clock.now() - timedelta(1)), code="OLD")
    await withdraw(await issue(event, VoucherFacts(), code="GONE"))
    await issue(event, VoucherFacts(quota_id=(await quota_of(other)).id), code="QUOTA")
    refusals: list[tuple[str, type[VoucherRefused]]] = [
        ("OTHER", VoucherDoesNotFit),
        ("QUOTA", VoucherDoesNotFit),
        ("OLD", VoucherOver),
        ("GONE", VoucherOver),
        ("NONE", VoucherUnknown),
    ]
    for code, refusal in refusals:
        with pytest.raises(refusal):
            await buy(event, kind, code)
    assert (await Order.all().count(), (await quota_of(kind)).used) == (0, 0)


async def test_a_voucher_opens_what_is_hidden() -> None:
    event, kind = await sold(is_hidden=True, needs_voucher=True)
    await issue(event, VoucherFacts(), code="PLAIN")
    shows = await issue(event, VoucherFacts(ticket_type_id=kind.id, shows_hidden=True), code="KEY")
    with pytest.raises(NotOnSale):
        await buy(event, kind, "PLAIN")
    assert (await on_sale(event), len(await on_sale(event, shows))) == ([], 1)
    await buy(event, kind, "KEY")
    with pytest.raises(VoucherUsedUp):
        await voucher_behind(event, "key")


async def test_kept_places_are_for_whoever_has_the_code() -> None:
    event, kind = await sold(places=3)
    await issue(
        event, VoucherFacts(max_uses=2, ticket_type_id=kind.id, reserves_quota=True), code="KEPT"
    )
    await reserve(event, [Line(kind.id, 1)], buyer=BUYER)
    with pytest.raises(SoldOut):
        await reserve(event, [Line(kind.id, 1)], buyer=BUYER)
    order = await buy(event, kind, "KEPT", 2)
    assert ((await quota_of(kind)).used, await counts("KEPT")) == (3, (2, 0, 0))
    await cancel(order)
    assert ((await quota_of(kind)).used, await counts("KEPT")) == (3, (0, 2, 0))
    assert await check.broken() == []


async def test_kept_places_return_when_the_voucher_runs_out_or_is_withdrawn() -> None:
    event, kind = await sold(places=4)
    quota = await quota_of(kind)
    until = clock.now() + timedelta(hours=1)
    await issue(event, VoucherFacts(quota_id=quota.id, reserves_quota=True, valid_until=until))
    second = await issue(event, VoucherFacts(max_uses=3, quota_id=quota.id, reserves_quota=True))
    with pytest.raises(SoldOut):
        await reserve(event, [Line(kind.id, 1)], buyer=BUYER)
    await withdraw(second)
    assert (await quota_of(kind)).used == 1
    clock.shift(timedelta(hours=2))
    await expire_due()
    assert ((await quota_of(kind)).used, await check.broken()) == (0, [])


async def test_who_comes_short_gets_the_place_of_a_voucher_that_ran_out() -> None:
    event, kind = await sold(places=1)
    until = clock.now() + timedelta(hours=1)
    await issue(event, VoucherFacts(ticket_type_id=kind.id, reserves_quota=True, valid_until=until))
    clock.shift(timedelta(hours=2))
    await reserve(event, [Line(kind.id, 1)], buyer=BUYER)
    assert ((await quota_of(kind)).used, await check.broken()) == (1, [])


async def test_an_expired_order_gives_uses_and_budget_back() -> None:
    event, kind = await sold(price_minor=1000)
    facts = VoucherFacts(max_uses=5, reduction=Reduction.LESS, value=300, budget_minor=700)
    await issue(event, facts, code="BUDGET")
    order = await buy(event, kind, "BUDGET", 3)
    assert (order.total_minor, await counts("BUDGET")) == (2300, (3, 0, 700))
    with pytest.raises(VoucherUsedUp):
        await buy(event, kind, "BUDGET")
    clock.shift(timedelta(minutes=31))
    await expire_due()
    assert (await counts("BUDGET"), await check.broken()) == ((0, 0, 0), [])


async def test_many_vouchers_are_made_at_once_or_none() -> None:
    event, kind = await sold(places=50)
    facts = VoucherFacts(ticket_type_id=kind.id, reserves_quota=True, tag="press")
    with pytest.raises(TooFewToKeep) as refused:
        await issue_many(event, facts, 51)
    assert (refused.value.left, await Voucher.all().count()) == (50, 0)
    made = await issue_many(event, facts, 40)
    assert (len({one.code for one in made}), (await quota_of(kind)).used) == (40, 40)
    with pytest.raises(CodeTaken):
        await issue(event, VoucherFacts(), code=made[0].code)
    assert await check.broken() == []


async def test_a_change_keeps_to_what_was_used() -> None:
    event, kind = await sold(price_minor=1000, places=5)
    plain = VoucherFacts(max_uses=3, reduction=Reduction.FIXED, value=0)
    voucher = await issue(event, plain, code="CHANGE")
    await buy(event, kind, "CHANGE", 2)
    with pytest.raises(UsedMoreOften):
        await change(voucher, VoucherFacts(max_uses=1))
    with pytest.raises(SpentMore):
        await change(voucher, VoucherFacts(max_uses=3, budget_minor=1999))
    keeping = VoucherFacts(max_uses=4, ticket_type_id=kind.id, reserves_quota=True)
    await change(voucher, keeping)
    assert (await counts("CHANGE"), (await quota_of(kind)).used) == ((2, 2, 2000), 4)
    await change(voucher, plain)
    assert ((await quota_of(kind)).used, await check.broken()) == (2, [])


async def test_a_voucher_that_keeps_places_says_where() -> None:
    event, kind = await sold()
    await add_variant(kind, VariantFacts({"en": "Friday"}))
    for target in ({}, {"ticket_type_id": kind.id}):
        with pytest.raises(TargetUnclear):
            await issue(event, VoucherFacts(reserves_quota=True, **target))


async def test_orders_get_discounts_by_themselves() -> None:
    event, kind = await sold(price_minor=1000)
    facts = DiscountFacts({"en": "Three for two"}, 10_000, per_count=3)
    made = await add_discount(event, facts)
    order = await reserve(event, [Line(kind.id, 4)], buyer=BUYER)
    reduced = await Ticket.filter(order_id=order.id, discount_id=made.id)
    assert (order.total_minor, [t.list_minor for t in reduced]) == (3000, [1000])
    assert await check.broken() == []


async def test_of_many_with_one_code_as_many_get_it_as_it_allows() -> None:
    event, kind = await sold(places=20)
    facts = VoucherFacts(max_uses=5, ticket_type_id=kind.id, reserves_quota=True)
    await issue(event, facts, code="RACE")
    buys = [buy(event, kind, "RACE" if n % 2 else "") for n in range(40)]
    outcomes = await asyncio.gather(*buys, return_exceptions=True)
    assert sum(isinstance(one, VoucherUsedUp) for one in outcomes) == 15
    assert sum(isinstance(one, SoldOut) for one in outcomes) == 5
    assert ((await quota_of(kind)).used, await counts("RACE")) == (20, (5, 0, 0))
    assert await check.broken() == []
