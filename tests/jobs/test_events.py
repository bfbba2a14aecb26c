"""A cancelled event: who has an order or a ticket is told, once, in the own language."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.events.publish import cancel
from events_svc.jobs import Context, events
from events_svc.jobs.events import HANDLERS
from events_svc.outbox.models import Job, Mail
from events_svc.tickets import check
from events_svc.tickets.draft import Buyer, Holder, Line
from events_svc.tickets.models import Order
from events_svc.tickets.pay import Hand, mark_paid
from events_svc.tickets.reserve import reserve
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def context(settings: Settings) -> AsyncIterator[Context]:
    async with ClientSession() as http:
        yield Context(settings, http)


async def tell(context: Context) -> None:
    """Do the jobs of the cancelled event until none is left, each twice and at once."""
    while jobs := await Job.filter(kind="event.cancelled"):
        await Job.filter(id__in=[job.id for job in jobs]).delete()
        await asyncio.gather(*(HANDLERS[job.kind](context, job.payload) for job in jobs * 2))


async def told() -> list[tuple[str, str, str]]:
    found = await Mail.all().order_by("id")
    return sorted((m.recipient, m.subject, m.body_text.split("\n\n")[2]) for m in found)


async def make_orders(event: Event) -> None:
    """A free one with a guest, a paid one in Chinese, a pending one, and one by phone."""
    free = await make_type(event)
    paid = await make_type(event, "Paid", price_minor=100)
    grace = Holder("Grace", "grace@example.org")
    ada = Buyer("Ada", "ada@example.org", language="en")
    await reserve(event, [Line(free.id, 2, (grace,))], buyer=ada)
    zh = await make_order(event, paid, buyer=Buyer("王", "wang@example.org", language="zh"))
    await mark_paid(zh, hand=Hand.CASH)
    await make_order(event, paid, buyer=Buyer("Bo", "bo@example.org", language="en"))
    await make_order(event, free, buyer=Buyer("Phone", phone="13800000000"))


async def test_everybody_is_told_once_in_the_own_language(context: Context) -> None:
    event = await make_event()
    await make_orders(event)
    await cancel(event)
    await tell(context)
    cancelled = "Cancelled: Robot Summit"
    assert await told() == [
        ("ada@example.org", cancelled, "Your tickets are void."),
        ("bo@example.org", cancelled, "Your order has ended. There is nothing to pay."),
        ("grace@example.org", cancelled, "Your ticket is void."),
        ("wang@example.org", "已取消：机器人峰会", "您的门票已失效，退款事宜主办方将与您联系。"),
    ]


async def test_what_was_not_paid_ends_and_gives_its_places_back(context: Context) -> None:
    event = await make_event()
    await make_orders(event)
    await cancel(event)
    await tell(context)
    states = [order.state.value for order in await Order.all().order_by("id")]
    assert states == ["paid", "paid", "cancelled", "paid"]
    assert await check.broken() == []


async def test_many_are_told_a_part_at_a_time(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "AT_ONCE", 2)
    event = await make_event()
    kind = await make_type(event)
    for number in range(5):
        await make_order(event, kind, buyer=Buyer("Ada", f"ada{number}@example.org"))
    await cancel(event)
    await tell(context)
    assert [recipient for recipient, *_ in await told()] == [
        f"ada{n}@example.org" for n in range(5)
    ]


async def test_cancelling_twice_tells_once(context: Context) -> None:
    event = await make_event()
    await make_orders(event)
    await asyncio.gather(*(cancel(event) for _ in range(3)))
    assert await Job.filter(kind="event.cancelled").count() == 1
