import pytest

from events_svc.tickets.offer import TypeFacts, add_quota, add_type
from events_svc.tickets.offers import on_sale
from events_svc.tickets.pay import Hand, mark_paid
from events_svc.tickets.queries import Sale, Sales, sales
from tests.asked import asked
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type

pytestmark = pytest.mark.usefixtures("database")


async def test_what_is_left_is_what_the_tightest_quota_has() -> None:
    event = await make_event()
    wide, narrow = await make_type(event, "Wide", places=10), await make_type(event, "N", places=2)
    await add_type(event, TypeFacts({"en": "In no quota"}))
    await add_quota(event, "House", size=5, ticket_type_ids=[wide.id, narrow.id])
    await make_order(event, wide, 3)
    offers = await on_sale(event)
    assert [(one.left, one.state, one.most) for one in offers] == [
        (2, Sale.ON_SALE, 2),
        (2, Sale.ON_SALE, 2),
        (None, Sale.SOLD_OUT, 0),
    ]


async def test_the_figures_of_a_sale_add_up() -> None:
    event = await make_event()
    other = await make_event("other", organisation=event.organisation)
    kind = await make_type(event, price_minor=100, places=20)
    paid = await make_order(event, kind, 2)
    await make_order(event, kind, 3)
    await mark_paid(paid, hand=Hand.CASH)
    await make_order(other, await make_type(other, places=3))
    assert await sales(event) == Sales(
        orders=2,
        sold=2,
        held=3,
        size=20,
        received_minor=200,
        outstanding_minor=300,
        undecided=0,
        cancel_asked=0,
    )


async def test_places_that_types_share_are_counted_once() -> None:
    event = await make_event()
    kinds = [await add_type(event, TypeFacts({"en": name})) for name in "AB"]
    await add_quota(event, "House", size=100, ticket_type_ids=[kind.id for kind in kinds])
    assert (await sales(event)).size == 100
    await add_quota(event, "Hall", size=70, ticket_type_ids=[kinds[0].id])
    await add_quota(event, "Nook", size=10, ticket_type_ids=[kinds[1].id])
    assert (await sales(event)).size == 80


async def test_ten_types_take_as_many_queries_as_one() -> None:
    event = await make_event()
    await make_type(event)
    async with asked() as alone:
        await on_sale(event)
    for n in range(9):
        await make_type(event, f"T{n}")
    async with asked() as together:
        await on_sale(event)
    assert len(together) == len(alone) == 2
