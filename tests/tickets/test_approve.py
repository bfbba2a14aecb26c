"""Orders that somebody looks at first hold their places for some days, not for ever."""

from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.outbox.models import Job
from events_svc.tickets import check
from events_svc.tickets.approve import approve
from events_svc.tickets.draft import Line
from events_svc.tickets.errors import SoldOut, StateForbids
from events_svc.tickets.expire import expire_due
from events_svc.tickets.life.extend import extend
from events_svc.tickets.models import Order
from events_svc.tickets.reserve import reserve
from tests.events.factories import make_event
from tests.tickets.factories import BUYER, history, make_order, make_type, quota_of, states

pytestmark = pytest.mark.usefixtures("database")


async def waiting(**facts: int) -> Order:
    """An order of both places of a type that asks for an approval."""
    begins = clock.now() + timedelta(days=90)
    event = await make_event(starts_at=begins, ends_at=begins + timedelta(days=1))
    kind = await make_type(event, price_minor=500, places=2, needs_approval=True, **facts)
    return await make_order(event, kind, 2)


async def test_nobody_decides_in_time_and_the_places_return() -> None:
    order = await waiting()
    assert order.expires_at == order.created_at + timedelta(days=14)
    clock.shift(timedelta(days=14, minutes=-1))
    await expire_due()
    assert (await states(order))[0] == "awaiting_approval"
    clock.shift(timedelta(days=14))
    await expire_due()
    await expire_due()
    assert (await states(order))[:2] == ("cancelled", ["cancelled"] * 2)
    assert await history(order) == [("placed", 0), ("approval_lapsed", 0), ("cancelled", 0)]
    assert await Job.filter(kind="order.approval_lapsed").count() == 1
    with pytest.raises(StateForbids):
        await approve(order)
    assert await check.broken() == []


async def test_the_organiser_says_how_long_and_gives_more_time() -> None:
    order = await waiting(approval_days=2)
    assert order.expires_at == order.created_at + timedelta(days=2)
    until = clock.now() + timedelta(days=30)
    await extend(order, until)
    clock.shift(timedelta(days=29))
    await expire_due()
    found = await Order.get(id=order.id)
    assert ((await states(order))[0], found.expires_at) == ("awaiting_approval", until)
    await approve(order)
    assert (await states(order))[0] == "pending"


async def test_it_never_waits_longer_than_the_event_goes() -> None:
    event = await make_event()
    order = await make_order(event, await make_type(event, needs_approval=True))
    assert order.expires_at == event.ends_at


async def test_what_is_sold_after_the_event_waits_its_whole_time() -> None:
    begun = clock.now() - timedelta(days=3)
    event = await make_event(starts_at=begun, ends_at=begun + timedelta(days=1))
    later = clock.now() + timedelta(days=99)
    kind = await make_type(event, needs_approval=True, sale_ends_at=later)
    order = await make_order(event, kind)
    assert order.expires_at == order.created_at + timedelta(days=14)


async def test_whoever_comes_after_the_deadline_has_the_places_at_once() -> None:
    order = await waiting()
    kind = (await order.tickets.all().select_related("ticket_type"))[0].ticket_type  # type: ignore[attr-defined]  # the reverse side of a relation
    with pytest.raises(SoldOut):
        await reserve(await order.event, [Line(kind.id, 1)], buyer=BUYER)
    clock.shift(timedelta(days=15))
    await reserve(await order.event, [Line(kind.id, 1)], buyer=BUYER)
    assert ((await quota_of(kind)).used, (await states(order))[0]) == (1, "cancelled")
