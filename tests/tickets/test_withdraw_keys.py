"""A stolen signing key: its codes open no door, and everybody has a new code."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from events_svc.checkin import presented
from events_svc.checkin.presented import SignedCode
from events_svc.config import Settings
from events_svc.jobs import Context
from events_svc.jobs.order_mails import HANDLERS
from events_svc.outbox.models import Job, Mail
from events_svc.tickets import check, keys
from events_svc.tickets.codes import CodeInvalid, verify
from events_svc.tickets.draft import Holder, Line
from events_svc.tickets.key_models import RevokedCode
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.reserve import reserve
from events_svc.tickets.withdraw_keys import withdraw
from tests.events.factories import make_event
from tests.tickets.factories import BUYER, history, make_order, make_type

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def context(settings: Settings) -> AsyncIterator[Context]:
    async with ClientSession() as http:
        yield Context(settings, http)


async def make_two() -> Order:
    """An order with a ticket for Ada and one for Grace, and another event's order."""
    event = await make_event()
    other = await make_event("other", organisation=event.organisation)
    await make_order(other, await make_type(other))
    line = Line((await make_type(event)).id, 2, (Holder("Grace", "grace@example.org"),))
    return await reserve(event, [line], buyer=BUYER)


async def codes(settings: Settings, order: Order) -> list[str]:
    tickets = await Ticket.filter(order_id=order.id).order_by("number")
    found = await keys.codes_of(tickets, secret_key=settings.secret_key)
    return [found[ticket.id] for ticket in tickets]


async def test_old_codes_are_refused_and_new_ones_good(settings: Settings) -> None:
    order = await make_two()
    old = await codes(settings, order)
    await withdraw(order.event_id, secret_key=settings.secret_key)
    trusted = await keys.public_keys(order.event_id)
    new = [verify(code, trusted) for code in await codes(settings, order)]
    assert [one.key_number for one in new] == [2, 2]
    for code in old:
        with pytest.raises(CodeInvalid):
            verify(code, trusted)


async def test_a_door_that_remembers_the_old_key_knows_no_serial_of_it(settings: Settings) -> None:
    order = await make_two()
    old = (await codes(settings, order))[0]
    await presented.scanned(old, secret_key=settings.secret_key)  # from now on it is remembered
    await withdraw(order.event_id, secret_key=settings.secret_key)
    remembered = await presented.scanned(old, secret_key=settings.secret_key)
    ticket = await Ticket.filter(order_id=order.id).order_by("number").first()
    assert ticket is not None
    assert remembered in {None, SignedCode(order.event_id, ticket.number, 1)}
    assert ticket.serial != 1
    revoked = await RevokedCode.all().values_list("ticket_id", "serial")
    assert revoked == [(one.id, 1) for one in await Ticket.filter(order_id=order.id).order_by("id")]


async def test_buyer_and_holder_get_their_new_codes_once(
    settings: Settings, context: Context
) -> None:
    order = await make_two()
    assert await withdraw(order.event_id, secret_key=settings.secret_key) == 1
    (job,) = await Job.filter(kind="order.codes_renewed")
    for _ in range(2):
        await HANDLERS[job.kind](context, job.payload)
    mails = await Mail.all().order_by("id")
    assert [(one.recipient, one.subject) for one in mails] == [
        ("ada@example.org", "New codes for your tickets: Robot Summit"),
        ("grace@example.org", "Your ticket: Robot Summit"),
    ]
    assert [len(one.attachments) for one in mails] == [2, 2]
    assert (await history(order))[-1] == ("codes_renewed", 0)
    assert await check.broken() == []


async def test_another_event_keeps_its_codes(settings: Settings) -> None:
    order = await make_two()
    other = await Order.exclude(id=order.id).get()
    before = await codes(settings, other)
    await withdraw(order.event_id, secret_key=settings.secret_key)
    assert await codes(settings, other) == before
    assert [verify(code, await keys.public_keys(other.event_id)).serial for code in before] == [1]
