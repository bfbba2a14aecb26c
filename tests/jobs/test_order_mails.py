import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession

from events_svc import clock
from events_svc.config import Settings
from events_svc.jobs import Context
from events_svc.jobs.order_mails import HANDLERS
from events_svc.outbox.models import Job, Mail
from events_svc.tickets.draft import Holder
from events_svc.tickets.history import enter
from events_svc.tickets.holders import pass_on
from events_svc.tickets.models import Order, OrderState, Ticket, TicketState
from events_svc.web.tickets.entered import have_entered
from tests.documents.factories import make_order, make_ticket
from tests.events.factories import make_event

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def context(settings: Settings) -> AsyncIterator[Context]:
    async with ClientSession() as http:
        yield Context(settings, http)


async def make_happening(action: str, *, amount_minor: int = 0, **columns: object) -> Order:
    """An order of one ticket to which `action` has happened."""
    event = await make_event()
    order = await make_order(event, **columns)
    await make_ticket(event, order=order)
    await enter(order, action, amount_minor=amount_minor)
    return order


async def test_a_paid_order_brings_the_tickets(context: Context) -> None:
    order = await make_happening("paid")
    await HANDLERS["order.paid"](context, {"order_id": order.id})
    mail, ticket = await Mail.get(), await Ticket.get()
    assert (mail.recipient, mail.subject) == ("ada@example.org", "Your tickets: Robot Summit")
    assert mail.attachments == [
        {"kind": "tickets", "ticket_ids": [ticket.id]},
        {"kind": "calendar", "ticket_ids": [ticket.id]},
    ]
    for words in (
        "Hello Ada Lovelace,",
        "your ticket is attached",
        "Tickets: 1 × Standard",
        "Total: CN¥1,200.00",
        f"http://testserver/tickets/{ticket.secret}",
        f"http://testserver/orders/{order.secret}",
    ):
        assert words in mail.body_text
        assert words.partition(": ")[2] in mail.body_html


async def test_a_mail_speaks_the_language_of_the_order(context: Context) -> None:
    order = await make_happening("paid", language="zh", total_minor=0)
    await HANDLERS["order.paid"](context, {"order_id": order.id})
    mail = await Mail.get()
    assert (mail.language, mail.subject) == ("zh", "您的门票：机器人峰会")
    for words in ("Ada Lovelace，您好！", "1 × 标准票", "合计: 免费"):
        assert words in mail.body_text
    assert '<html lang="zh-Hans">' in mail.body_html


async def test_a_pending_order_says_until_when_it_is_held(context: Context) -> None:
    until = clock.now().replace(hour=4, minute=30) + timedelta(days=1)
    order = await make_happening("placed", state=OrderState.PENDING, expires_at=until)
    await Ticket.all().update(state=TicketState.HELD)
    await HANDLERS["order.placed"](context, {"order_id": order.id})
    mail = await Mail.get()
    assert mail.subject == f"Your order {order.code}: Robot Summit"
    assert "12:30" in mail.body_text  # Shanghai
    assert mail.attachments == []


async def test_an_order_that_is_paid_already_is_not_asked_to_pay(context: Context) -> None:
    order = await make_happening("placed")
    await HANDLERS["order.placed"](context, {"order_id": order.id})
    assert await Mail.all().count() == 0


async def test_a_cancelled_order_says_that_its_tickets_are_void(context: Context) -> None:
    order = await make_happening("cancelled", state=OrderState.CANCELLED)
    await HANDLERS["order.cancelled"](context, {"order_id": order.id})
    mail = await Mail.get()
    assert mail.subject == f"Cancelled: your order {order.code}, Robot Summit"
    assert "let nobody in any more" in mail.body_text


async def test_a_refund_names_the_money(context: Context) -> None:
    order = await make_happening("refunded", amount_minor=-120_000, state=OrderState.REFUNDED)
    await HANDLERS["order.refunded"](context, {"order_id": order.id})
    assert "we have given back CN¥1,200.00" in (await Mail.get()).body_text


@pytest.mark.parametrize("action", ["paid", "cancelled", "refunded"])
async def test_a_job_that_comes_twice_or_to_two_workers_posts_one_mail(
    context: Context, action: str
) -> None:
    states = {"cancelled": OrderState.CANCELLED, "refunded": OrderState.REFUNDED}
    order = await make_happening(action, state=states.get(action, OrderState.PAID))
    job = HANDLERS[f"order.{action}"]
    await asyncio.gather(*(job(context, {"order_id": order.id}) for _ in range(8)))
    assert await Mail.all().count() == 1


async def test_what_happens_again_is_told_again(context: Context) -> None:
    order = await make_happening("paid")
    await HANDLERS["order.paid"](context, {"order_id": order.id})
    await enter(order, "mail_again")
    for _ in range(2):
        await HANDLERS["order.paid"](context, {"order_id": order.id})
    assert await Mail.all().order_by("id").values_list("about", flat=True) == [
        f"order:{order.id}:paid:1",
        f"order:{order.id}:paid:2",
    ]


async def test_each_holder_gets_the_own_ticket_and_no_other(context: Context) -> None:
    event = await make_event()
    order = await make_order(event)
    await make_ticket(event, order=order, holder_email="ADA@example.org")
    grace = await make_ticket(
        event, order=order, holder_name="Grace", holder_email="grace@example.org"
    )
    await enter(order, "paid")
    await HANDLERS["order.paid"](context, {"order_id": order.id})
    assert await Mail.all().count() == 2
    mail = await Mail.get(recipient="grace@example.org")
    assert mail.attachments[0] == {"kind": "tickets", "ticket_ids": [grace.id]}
    assert "Ada Lovelace got you a ticket" in mail.body_text
    assert grace.secret in mail.body_text
    assert order.secret not in mail.body_text + mail.body_html


async def test_a_ticket_that_was_passed_on_goes_to_its_new_holder_once(context: Context) -> None:
    ticket = await make_ticket()
    grace = await pass_on(ticket, Holder("Grace", "grace@example.org"), entered=have_entered)
    (job,) = await Job.filter(kind="ticket.passed_on")
    await asyncio.gather(*(HANDLERS[job.kind](context, job.payload) for _ in range(4)))
    mail = await Mail.get()
    assert (mail.recipient, mail.about) == ("grace@example.org", f"ticket:{ticket.id}:passed_on:2")
    assert grace.secret in mail.body_text


async def test_a_ticket_that_went_on_again_is_not_sent_to_the_one_between(context: Context) -> None:
    ticket = await make_ticket()
    passed = await pass_on(ticket, Holder("Grace", "grace@example.org"), entered=have_entered)
    await pass_on(passed, Holder("Edith", "edith@example.org"), entered=have_entered)
    for job in await Job.filter(kind="ticket.passed_on"):
        await HANDLERS[job.kind](context, job.payload)
    assert await Mail.all().values_list("recipient", flat=True) == ["edith@example.org"]


async def test_a_buyer_without_e_mail_gets_none(context: Context) -> None:
    order = await make_happening("paid", email="", phone="13800000000")
    await HANDLERS["order.paid"](context, {"order_id": order.id})
    assert await Mail.all().count() == 0


async def test_names_are_words_and_not_markup(context: Context) -> None:
    order = await make_happening("paid", buyer_name="<b>{x}")
    await HANDLERS["order.paid"](context, {"order_id": order.id})
    mail = await Mail.get()
    assert "Hello <b>{x}," in mail.body_text
    assert "Hello &lt;b&gt;{x}," in mail.body_html


async def test_who_waited_in_vain_for_an_approval_reads_of_it(context: Context) -> None:
    order = await make_happening("approval_lapsed", state=OrderState.CANCELLED)
    await HANDLERS["order.approval_lapsed"](context, {"order_id": order.id})
    mail = await Mail.get()
    assert mail.subject == "Not decided in time: Robot Summit"
    assert "costs you nothing" in mail.body_text
    assert "http://testserver/events/summit" in mail.body_text
