import asyncio
from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.database import rows
from events_svc.events.models import EventState
from events_svc.outbox.models import Job
from events_svc.tickets import check
from events_svc.tickets.draft import Holder, Line
from events_svc.tickets.errors import (
    FewLeft,
    NothingChosen,
    NotOnSale,
    SoldOut,
    WrongCount,
)
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.offer import add_quota
from events_svc.tickets.order_code import ALPHABET
from events_svc.tickets.reserve import reserve
from tests.events.factories import make_event
from tests.tickets.factories import BUYER, history, make_order, make_type, quota_of, states

pytestmark = pytest.mark.usefixtures("database")


async def test_a_free_order_is_paid_at_once() -> None:
    event = await make_event()
    kind = await make_type(event, places=3)
    order = await make_order(event, kind, 2)
    assert await states(order) == ("paid", ["valid", "valid"], [])
    assert await history(order) == [("placed", 0), ("paid", 0)]
    assert (await quota_of(kind)).used == 2
    assert await Job.all().values_list("kind", "payload") == [
        ("order.paid", {"order_id": order.id})
    ]


async def test_an_order_with_a_price_holds_its_places_for_thirty_minutes() -> None:
    event = await make_event()
    kind = await make_type(event, price_minor=120000)
    order = await make_order(event, kind, 3)
    stored = await Order.get(id=order.id)
    assert await states(order) == ("pending", ["held"] * 3, [])
    assert (stored.total_minor, stored.currency) == (360000, "CNY")
    assert stored.expires_at - stored.created_at == timedelta(minutes=30)
    assert await Job.all().values_list("kind", flat=True) == ["order.placed"]
    assert await check.broken() == []


async def test_a_code_is_short_and_readable_and_a_secret_is_neither() -> None:
    event = await make_event()
    order = await make_order(event, await make_type(event))
    assert (len(order.code), set(order.code) - set(ALPHABET)) == (6, set())
    assert not set(ALPHABET) & set("0O1I")
    assert len(order.secret) >= 43


async def test_tickets_are_numbered_through_the_event_and_carry_their_holders() -> None:
    event = await make_event()
    kind = await make_type(event)
    await make_order(event, kind)
    line = Line(kind.id, 2, (Holder("Grace", "grace@example.org", "Navy"),))
    order = await reserve(event, [line], buyer=BUYER)
    found = await Ticket.filter(order_id=order.id).order_by("number")
    assert [(t.number, t.holder_name, t.holder_email) for t in found] == [
        (2, "Grace", "grace@example.org"),
        (3, "Ada", "ada@example.org"),
    ]


async def test_what_is_too_much_holds_nothing() -> None:
    event = await make_event()
    few, many = await make_type(event, "Few", places=2), await make_type(event, "Many")
    with pytest.raises(FewLeft) as refused:
        await reserve(event, [Line(many.id, 2), Line(few.id, 3)], buyer=BUYER)
    assert (refused.value.name, refused.value.left) == ("Few", 2)
    assert (await quota_of(many)).used == (await quota_of(few)).used == 0
    assert await Order.all().count() == await Ticket.all().count() == await Job.all().count() == 0


async def test_a_type_in_two_quotas_needs_a_place_in_both() -> None:
    event = await make_event()
    one, two = await make_type(event, "One"), await make_type(event, "Two")
    house = await add_quota(event, "House", size=3, ticket_type_ids=[one.id, two.id])
    await reserve(event, [Line(one.id, 2), Line(two.id, 1)], buyer=BUYER)
    with pytest.raises(SoldOut):
        await make_order(event, two)
    await house.refresh_from_db()
    assert (house.used, (await quota_of_name("One")), (await quota_of_name("Two"))) == (3, 2, 1)


async def quota_of_name(name: str) -> int:
    (row,) = await rows("SELECT used FROM quota WHERE name LIKE $1", [f"%{name}"])
    return int(row["used"])


@pytest.mark.parametrize(
    ("facts", "event_state", "count", "error"),
    [
        ({"sale_starts_at": timedelta(hours=1)}, EventState.PUBLISHED, 1, NotOnSale),
        ({"sale_ends_at": timedelta(hours=-1)}, EventState.PUBLISHED, 1, NotOnSale),
        ({"is_active": False}, EventState.PUBLISHED, 1, NotOnSale),
        ({}, EventState.DRAFT, 1, NotFound),
        ({}, EventState.CANCELLED, 1, NotOnSale),
        ({"min_per_order": 2}, EventState.PUBLISHED, 1, WrongCount),
        ({"max_per_order": 2}, EventState.PUBLISHED, 3, WrongCount),
        ({}, EventState.PUBLISHED, 0, NothingChosen),
    ],
)
async def test_what_is_not_on_sale_is_refused(
    facts: dict[str, object], event_state: EventState, count: int, error: type[Exception]
) -> None:
    event = await make_event(state=event_state)
    given = {k: clock.now() + v if isinstance(v, timedelta) else v for k, v in facts.items()}
    kind = await make_type(event, **given)
    with pytest.raises(error):
        await make_order(event, kind, count)
    assert (await Order.all().count(), (await quota_of(kind)).used) == (0, 0)


async def test_a_type_of_another_event_or_of_nobody_is_not_on_sale() -> None:
    event = await make_event()
    other = await make_event("other", organisation=event.organisation)
    kind = await make_type(other)
    for ticket_type_id in (kind.id, 999, -1, 2**80):
        with pytest.raises(NotOnSale):
            await reserve(event, [Line(ticket_type_id, 1)], buyer=BUYER)
    assert (await quota_of(kind)).used == 0


async def test_the_same_submission_is_the_same_order() -> None:
    event = await make_event()
    kind = await make_type(event)
    lines = [Line(kind.id, 1)]
    together = [reserve(event, lines, buyer=BUYER, submission="key") for _ in range(5)]
    orders = await asyncio.gather(*together)
    again = await reserve(event, lines, buyer=BUYER, submission="key")
    assert {order.id for order in orders} == {again.id}
    assert (await quota_of(kind)).used == await Ticket.all().count() == 1


async def test_the_same_key_with_another_wish_is_another_order() -> None:
    event = await make_event()
    kind = await make_type(event)
    one = await reserve(event, [Line(kind.id, 1)], buyer=BUYER, submission="key")
    two = await reserve(event, [Line(kind.id, 2)], buyer=BUYER, submission="key")
    assert one.id != two.id


async def test_a_thousand_buyers_get_two_hundred_tickets() -> None:
    event = await make_event()
    kind = await make_type(event, price_minor=100, places=200)
    attempts = [make_order(event, kind) for _ in range(1000)]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    sold = [one for one in outcomes if isinstance(one, Order)]
    assert (len(sold), {type(one) for one in outcomes}) == (200, {Order, SoldOut})
    assert len({order.code for order in sold}) == 200
    assert [t.number for t in await Ticket.all().order_by("number")] == [*range(1, 201)]
    assert (await quota_of(kind)).used == 200
    assert await check.broken() == []


async def test_a_wish_that_the_database_refuses_spoils_no_other() -> None:
    event = await make_event()
    kind = await make_type(event)
    bad = reserve(event, [Line(kind.id, 1)], buyer=type(BUYER)("x" * 300))
    good = [make_order(event, kind) for _ in range(3)]
    outcomes = await asyncio.gather(good[0], bad, *good[1:], return_exceptions=True)
    assert [isinstance(one, Order) for one in outcomes] == [True, False, True, True]
    assert (await quota_of(kind)).used == 3


async def test_a_hold_that_ran_out_is_there_for_the_next_buyer() -> None:
    event = await make_event()
    kind = await make_type(event, price_minor=100, places=1)
    late = await make_order(event, kind)
    clock.shift(timedelta(minutes=31))
    order = await make_order(event, kind)
    assert await states(late) == ("expired", ["cancelled"], [])
    assert await states(order) == ("pending", ["held"], [])
    assert await check.broken() == []
