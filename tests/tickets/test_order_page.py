"""The buyer's page: what was paid and how, where the mail went, and the wish to cancel."""

import re

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.checkin.models import Admission, CheckinList
from events_svc.outbox.mail import post
from events_svc.outbox.models import Job, Mail, MailState
from events_svc.tickets import check
from events_svc.tickets.cancel import ask_to_cancel, decline
from events_svc.tickets.errors import StateForbids
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.pay import Hand, mark_paid
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event
from tests.tickets.browser import submit
from tests.tickets.factories import history, make_order, make_type, states


async def make_paid() -> Order:
    event = await make_event()
    order = await make_order(event, await make_type(event, price_minor=12_000), 2)
    return await mark_paid(order, hand=Hand.BANK)


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


async def test_a_paid_order_says_what_was_paid_how_and_where_the_mail_went(
    client: httpx.AsyncClient,
) -> None:
    order = await make_paid()
    mail = await post(
        order.email, "Your tickets", "…", language="en", about=f"order:{order.id}:paid:1"
    )
    await post("grace@example.org", "Hers", "…", language="en", about=f"order:{order.id}:paid:1")
    await Mail.filter(id=mail.id).update(state=MailState.SENT, sent_at=clock.now())
    page = await client.get(f"/orders/{order.secret}")
    words = words_of(page.text)
    assert "Total CN¥240.00 Paid CN¥240.00 · Bank transfer · " in words
    assert "Mail Your tickets ✓ Sent" in words
    assert ("Hers" in words, "Add to calendar" in words) == (False, True)


async def test_the_buyer_asks_and_the_organiser_declines(client: httpx.AsyncClient) -> None:
    order = await make_paid()
    page = f"/orders/{order.secret}"
    await submit(client, page, f"{page}/cancellation-wish", reason="I am ill.")
    assert await states(order) == ("paid", ["valid"] * 2, ["confirmed"])
    text = (await client.get(page)).text
    assert "Cancellation asked for: I am ill." in text
    assert "Ask to cancel the order" not in text
    event = await order.event.first().select_related("organisation")
    assert event is not None
    await sign_in(client, await make_user(role=Role.FINANCE, organisation=event.organisation))
    console = f"/organiser/events/summit/orders/{order.code}"
    assert (
        order.code in (await client.get("/organiser/events/summit/orders?state=cancel_asked")).text
    )
    assert "“I am ill.”" in (await client.get(console)).text
    answer = await submit(client, console, f"{console}/cancellation-wish/refusal")
    assert (answer.status_code, (await Order.get()).cancel_asked_at) == (303, None)
    assert [action for action, _ in await history(order)][-2:] == [
        "cancellation_asked",
        "cancellation_declined",
    ]
    assert (await Job.get(kind="order.cancellation_declined")).payload == {"order_id": order.id}


async def test_asking_twice_is_once_and_only_what_was_asked_is_declined(database: None) -> None:
    order = await make_paid()
    with pytest.raises(StateForbids):
        await decline(order)
    for _ in range(2):
        await ask_to_cancel(order)
    assert [action for action, _ in await history(order)].count("cancellation_asked") == 1
    assert await check.broken() == []


async def test_what_was_not_paid_is_not_asked_for(client: httpx.AsyncClient) -> None:
    event = await make_event()
    free = await make_order(event, await make_type(event))
    pending = await make_order(event, await make_type(event, price_minor=5))
    for order in (free, pending):
        assert "cancellation-wish" not in (await client.get(f"/orders/{order.secret}")).text
    with pytest.raises(StateForbids):
        await ask_to_cancel(pending)


async def test_an_order_with_which_somebody_came_in_is_not_cancelled_by_its_buyer(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event()
    order = await make_order(event, await make_type(event))
    door = await CheckinList.create(event_id=event.id, name={"en": "Door"})
    page = f"/orders/{order.secret}"
    assert f'action="{page}/cancellation"' in (await client.get(page)).text
    form = {
        "csrf": (await client.get(page)).text.partition('name="csrf" value="')[2].partition('"')[0]
    }
    await Admission.create(checkin_list_id=door.id, ticket_id=(await Ticket.get()).id, entries=1)
    assert f'action="{page}/cancellation"' not in (await client.get(page)).text
    answer = await client.post(f"{page}/cancellation", data=form)
    assert (answer.status_code, "Somebody has come in" in answer.text) == (409, True)
    assert await states(order) == ("paid", ["valid"], [])
