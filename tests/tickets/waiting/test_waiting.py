"""Who waits comes first: places that return are held for them, by priority, then by who came first."""

import asyncio
from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.events.models import Event
from events_svc.outbox.models import Job
from events_svc.tickets import check
from events_svc.tickets.cancel import cancel
from events_svc.tickets.draft import Line
from events_svc.tickets.errors import SoldOut, VoucherUsedUp
from events_svc.tickets.expire import expire_due
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.offer import change_quota
from events_svc.tickets.product_models import Quota, TicketType
from events_svc.tickets.reserve import reserve
from events_svc.tickets.vouchers.models import Voucher
from events_svc.tickets.waiting.errors import NobodyWaits, NothingToOffer, PlacesLeft, WaitOver
from events_svc.tickets.waiting.join import Waiter, join, leave
from events_svc.tickets.waiting.models import WaitingEntry
from events_svc.tickets.waiting.offer import offer_due, offer_now
from events_svc.tickets.waiting.queries import Wait, ahead_of, figures, standing
from events_svc.tickets.waiting.rule import set_priority, set_rule
from tests.events.factories import make_event
from tests.tickets.factories import BUYER, make_order, make_type, quota_of

pytestmark = pytest.mark.usefixtures("database")


async def sold_out(*, is_automatic: bool = True) -> tuple[Event, TicketType, Order]:
    """An event with a list, and its only place in an order."""
    event = await make_event()
    kind = await make_type(event, places=1)
    await set_rule(event, is_open=True, is_automatic=is_automatic, hours=48)
    return event, kind, await make_order(event, kind)


async def wait(event: Event, kind: TicketType, name: str) -> WaitingEntry:
    return await join(event, (kind.id, None), Waiter(name, f"{name.lower()}@example.org", "en"))


async def how(entry: WaitingEntry) -> Wait:
    present = await WaitingEntry.get(id=entry.id).select_related("voucher")
    return standing(present, present.voucher)


async def buy(event: Event, kind: TicketType, voucher: str = "") -> Order:
    return await reserve(event, [Line(kind.id, 1, voucher=voucher)], buyer=BUYER)


async def test_a_place_that_returns_is_held_for_who_waits() -> None:
    event, kind, order = await sold_out()
    first, second = await wait(event, kind, "Bo"), await wait(event, kind, "Cy")
    await cancel(order)
    assert await offer_due(event.id) == 1
    assert [await how(one) for one in (first, second)] == [Wait.OFFERED, Wait.WAITING]
    quota = await quota_of(kind)
    assert (quota.used, quota.size) == (1, 1)
    jobs = await Job.filter(kind="waiting.offered").values_list("payload", flat=True)
    assert jobs == [{"entry_id": first.id}]


async def test_nobody_buys_past_those_who_wait() -> None:
    event, kind, order = await sold_out()
    await wait(event, kind, "Bo")
    await cancel(order)
    with pytest.raises(SoldOut):
        await buy(event, kind)
    assert await Job.filter(kind="waiting.offer").exists()
    assert (await quota_of(kind)).used == 0


async def test_the_place_is_taken_with_the_voucher_once() -> None:
    event, kind, order = await sold_out()
    entry = await wait(event, kind, "Bo")
    await cancel(order)
    await offer_due(event.id)
    code = (await Voucher.get()).code
    await buy(event, kind, code)
    assert (await how(entry), (await quota_of(kind)).used) == (Wait.TAKEN, 1)
    assert await check.broken() == []
    with pytest.raises(VoucherUsedUp):
        await buy(event, kind, code)
    assert await Ticket.filter(state="valid").count() == 1


async def test_an_offer_that_lapses_goes_on() -> None:
    event, kind, order = await sold_out()
    first, second = await wait(event, kind, "Bo"), await wait(event, kind, "Cy")
    await cancel(order)
    await offer_due(event.id)
    await Voucher.all().update(valid_until=clock.now() - timedelta(minutes=1))
    await expire_due()
    await offer_due(event.id)
    assert [await how(one) for one in (first, second)] == [Wait.LAPSED, Wait.OFFERED]
    assert (await quota_of(kind)).used == 1


async def test_priority_comes_before_the_hour() -> None:
    event, kind, order = await sold_out()
    first, second = await wait(event, kind, "Bo"), await wait(event, kind, "Cy")
    await set_priority(second, 5)
    assert [await ahead_of(await WaitingEntry.get(id=one.id)) for one in (first, second)] == [1, 0]
    await cancel(order)
    await offer_due(event.id)
    assert [await how(one) for one in (first, second)] == [Wait.WAITING, Wait.OFFERED]


async def test_whoever_leaves_gives_the_place_to_the_next() -> None:
    event, kind, order = await sold_out()
    first, second = await wait(event, kind, "Bo"), await wait(event, kind, "Cy")
    await cancel(order)
    await offer_due(event.id)
    await leave(first)
    await offer_due(event.id)
    assert [await how(one) for one in (first, second)] == [Wait.LEFT, Wait.OFFERED]
    with pytest.raises(WaitOver):
        await leave(first)
    assert (await quota_of(kind)).used == 1


async def test_a_person_waits_once_and_may_come_again() -> None:
    event, kind, _ = await sold_out()
    made = await asyncio.gather(*(wait(event, kind, "Bo") for _ in range(5)))
    assert len({one.id for one in made}) == 1
    await leave(made[0])
    again = await wait(event, kind, "Bo")
    assert (again.id != made[0].id, (await figures(event)).waiting) == (True, 1)


async def test_nobody_waits_for_what_is_there_or_without_a_list() -> None:
    event = await make_event()
    kind = await make_type(event)
    with pytest.raises(NobodyWaits):
        await wait(event, kind, "Bo")
    await set_rule(event, is_open=True, is_automatic=True, hours=1)
    with pytest.raises(PlacesLeft):
        await wait(event, kind, "Bo")
    assert await WaitingEntry.all().count() == 0


async def test_many_workers_offer_each_place_once() -> None:
    event, kind, _ = await sold_out()
    for name in ("Bo", "Cy", "Di", "Ed"):
        await wait(event, kind, name)
    quota = await Quota.get()
    await change_quota(quota, name="all", size=3, ticket_type_ids=[kind.id])
    offered = await asyncio.gather(*(offer_due(event.id) for _ in range(4)))
    assert (sum(offered), (await figures(event)).offered, (await quota_of(kind)).used) == (2, 2, 3)


async def test_by_hand_the_organiser_chooses_and_others_may_buy() -> None:
    event, kind, order = await sold_out(is_automatic=False)
    first, second = await wait(event, kind, "Bo"), await wait(event, kind, "Cy")
    with pytest.raises(NothingToOffer):
        await offer_now(second)
    await cancel(order)
    assert await offer_due(event.id) == 0
    await offer_now(second)
    assert [await how(one) for one in (first, second)] == [Wait.WAITING, Wait.OFFERED]
    with pytest.raises(WaitOver):
        await offer_now(second)
