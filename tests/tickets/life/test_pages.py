"""What buyers do from the ticket's page in two taps, and organisers on the order's."""

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.tickets import check
from events_svc.tickets.life.models import CancelRight, OrderRules
from events_svc.tickets.life.self_service import is_own
from events_svc.tickets.life.set_rules import RuleFacts, set_rules
from events_svc.tickets.models import Order, OrderChange, Ticket
from events_svc.tickets.pay import Hand, mark_paid
from events_svc.tickets.payment_models import Refund
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event
from tests.tickets.browser import fields, submit
from tests.tickets.factories import make_order, make_type, states


async def bought(count: int = 1, **rules: object) -> tuple[Order, Ticket]:
    event = await make_event()
    kind = await make_type(event, price_minor=10000)
    await make_type(event, "Dear", price_minor=15000)
    await set_rules(event, RuleFacts(**rules))  # type: ignore[arg-type]  # any of its facts
    order = await make_order(event, kind, count)
    await mark_paid(order, hand=Hand.CASH)
    ticket = await Ticket.filter(order_id=order.id).order_by("id").first()
    assert ticket
    return order, ticket


async def test_a_buyer_cancels_from_the_tickets_page_in_two_taps(client: httpx.AsyncClient) -> None:
    order, ticket = await bought(cancel=CancelRight.SELF)
    page = f"/tickets/{ticket.secret}/self-service"
    assert f'href="{page}"' in (await client.get(f"/tickets/{ticket.secret}")).text
    assert "¥100.00" in (await client.get(page)).text
    answer = await submit(client, page, f"/tickets/{ticket.secret}/cancellation")
    assert answer.headers["location"] == f"/tickets/{ticket.secret}"
    assert await states(order) == ("refunded", ["cancelled"], ["refunded"])
    assert await check.broken() == []


async def test_a_buyer_swaps_and_is_asked_for_the_difference(client: httpx.AsyncClient) -> None:
    order, ticket = await bought(may_swap=True)
    page = f"/tickets/{ticket.secret}/self-service"
    text = (await client.get(page)).text
    assert "Change for CN¥50.00 more" in text
    choice = text.partition('name="choice" value="')[2].partition('"')[0]
    answer = await submit(client, page, f"/tickets/{ticket.secret}/swap", choice=choice)
    assert answer.headers["location"] == f"/orders/{order.secret}"
    change = await OrderChange.get()
    mine = f"/orders/{order.secret}"
    text = (await client.get(mine)).text
    assert all(words in text for words in ("¥50.00", "Pay the difference"))
    await submit(client, mine, f"{mine}/changes/{change.id}/withdrawal")
    assert (await OrderChange.get()).state == "withdrawn"


async def test_whoever_holds_a_ticket_of_another_passes_it_on_and_moves_no_money(
    client: httpx.AsyncClient,
) -> None:
    order, _ = await bought(2, cancel=CancelRight.SELF)
    guest = (await Ticket.filter(order_id=order.id).order_by("-id"))[0]
    page = f"/tickets/{guest.secret}/self-service"
    text = (await client.get(page)).text
    typed = fields(text, f"/tickets/{guest.secret}/name")
    assert f'action="/tickets/{guest.secret}/cancellation"' not in text
    answer = await client.post(f"/tickets/{guest.secret}/cancellation", data=typed)
    assert (answer.status_code, (await states(order))[0]) == (409, "paid")
    answer = await submit(client, page, f"/tickets/{guest.secret}/holder", name="Lin")
    assert (answer.headers["location"], (await client.get(page)).status_code) == ("/passed-on", 404)


@pytest.mark.parametrize("email", ["", "of the buyer"])
async def test_nobody_becomes_the_buyer_by_correcting_a_name(
    client: httpx.AsyncClient, email: str
) -> None:
    order, _ = await bought(2, cancel=CancelRight.SELF, may_swap=True)
    guest = (await Ticket.filter(order_id=order.id).order_by("-id"))[0]
    page, there = f"/tickets/{guest.secret}/self-service", f"/tickets/{guest.secret}/name"
    name = order.buyer_name if not email else guest.holder_name
    email = email and order.email.upper()
    assert (await submit(client, page, there, name=name, email=email)).status_code == 409
    assert (await Ticket.get(id=guest.id)).holder_name == guest.holder_name
    assert order.secret not in (await client.get(page)).text


@pytest.mark.usefixtures("database")
async def test_a_ticket_for_another_address_is_not_the_buyers_by_its_name() -> None:
    order, ticket = await bought()
    order.email, ticket.holder_name, ticket.holder_email = "", order.buyer_name, "eve@example.org"
    assert not is_own(order, ticket)


async def test_after_their_time_names_stay(client: httpx.AsyncClient) -> None:
    order, ticket = await bought()
    page = f"/orders/{order.secret}/tickets/{ticket.number}"
    typed = fields((await client.get(page)).text, f"{page}/name") | {"name": "Grace"}
    await OrderRules.all().update(names_until=order.created_at)
    assert "Names can no longer be changed." in (await client.get(page)).text
    assert (await client.post(f"{page}/name", data=typed)).status_code == 409
    assert (await Ticket.get(id=ticket.id)).holder_name == ticket.holder_name


@pytest.fixture
async def organiser(client: httpx.AsyncClient) -> tuple[Event, Order, str]:
    order, _ = await bought(2)
    event = await Event.get(id=order.event_id).select_related("organisation")
    await sign_in(client, await make_user(role=Role.ORGANISER, organisation=event.organisation))
    return event, order, f"/organiser/events/{event.slug}/orders/{order.code}"


async def test_an_organiser_gives_a_part_back_and_splits(
    client: httpx.AsyncClient, organiser: tuple[Event, Order, str]
) -> None:
    _, order, page = organiser
    numbers = [one.number for one in await Ticket.filter(order_id=order.id).order_by("id")]
    await submit(client, page, f"{page}/refunds", amount="12.50", back="hand", reason="late")
    assert ((await Refund.get()).amount_minor, (await states(order))[0]) == (
        1250,
        "partly_refunded",
    )
    await submit(client, page, f"{page}/split", numbers=str(numbers[0]))
    text = (await client.get(page)).text
    assert all(words in text for words in ("Refunds", "late", "Reduction"))
    assert (await Order.all().count(), await check.broken()) == (2, [])


async def test_an_organiser_cancels_one_ticket_for_a_fee(
    client: httpx.AsyncClient, organiser: tuple[Event, Order, str]
) -> None:
    _, order, page = organiser
    ticket = await Ticket.filter(order_id=order.id).order_by("id").first()
    assert ticket
    form = f"{page}/tickets/{ticket.number}/cancellation"
    await submit(client, page, form, fee="20", back="voucher")
    assert (await Order.get(id=order.id)).total_minor == 12000
    assert ((await Refund.get()).amount_minor, (await Refund.get()).way) == (8000, "voucher")


async def test_rules_are_set_and_shown(
    client: httpx.AsyncClient, organiser: tuple[Event, Order, str]
) -> None:
    event, _, _ = organiser
    page = f"/organiser/events/{event.slug}/order-rules"
    steps = {"until_1": "2030-01-01T00:00", "percent_1": "50", "fee_1": "3.5"}
    await submit(client, page, page, cancel="self", may_swap="on", swap_fee="5", **steps)
    rules = await OrderRules.get()
    assert (rules.may_swap, rules.may_pass_on, rules.swap_fee_minor) == (True, True, 500)
    assert rules.cancel_steps == [
        {"until": "2029-12-31T16:00:00+00:00", "fee_bp": 5000, "fee_minor": 350}
    ]
    assert 'value="2030-01-01T00:00"' in (await client.get(page)).text
    wrong = await submit(client, page, page, percent_1="101")
    assert (wrong.status_code, (await OrderRules.get()).swap_fee_minor) == (422, 500)
