import re
from datetime import timedelta

import httpx

from events_svc import clock
from events_svc.events.models import EventState
from events_svc.outbox.models import Job
from events_svc.tickets.models import Order, Ticket
from tests.events.factories import make_event
from tests.tickets.browser import fields, submit
from tests.tickets.factories import make_order, make_type, states

SHOP, PLACE = "/events/summit/tickets", "/events/summit/orders"
ADA = {"name": "Ada", "contact": "ada@example.org"}


async def test_a_free_ticket_is_in_the_hand_after_one_form(client: httpx.AsyncClient) -> None:
    await make_type(await make_event())
    answer = await submit(client, SHOP, PLACE, **ADA)
    order = await Order.get()
    assert (answer.status_code, answer.headers["location"]) == (303, f"/orders/{order.secret}")
    ticket = await Ticket.get()
    page = (await client.get(answer.headers["location"])).text
    assert f"/tickets/{ticket.secret}" in page
    assert "Your ticket" in page
    assert (order.buyer_name, order.email, order.phone, order.language) == (
        "Ada",
        "ada@example.org",
        "",
        "en",
    )


async def test_a_phone_number_is_enough(client: httpx.AsyncClient) -> None:
    await make_type(await make_event())
    await submit(client, SHOP, PLACE, name="Ada", contact="+86 138 0000 0000")
    assert await Order.all().values_list("email", "phone") == [("", "+86 138 0000 0000")]


async def test_what_was_typed_stays_when_something_is_wrong(client: httpx.AsyncClient) -> None:
    kind = await make_type(await make_event(), price_minor=100)
    typed = {"name": "Ada <&>", "contact": "nowhere", f"count_{kind.id}": "3"}
    answer = await submit(client, SHOP, PLACE, **typed)
    assert answer.status_code == 422
    assert "An e-mail address or a phone number, please." in answer.text
    kept = fields(answer.text, PLACE)
    assert {name: kept[name] for name in typed} == typed
    assert await Order.all().count() == 0


async def test_only_so_many_left_is_said_at_the_place(client: httpx.AsyncClient) -> None:
    kind = await make_type(await make_event(), places=3)
    answer = await submit(client, SHOP, PLACE, **ADA, **{f"count_{kind.id}": "4"})
    assert answer.status_code == 409
    place = answer.text.partition(f'id="e-count_{kind.id}">')[2].partition("<")[0]
    assert place == "✕ Only 3 left of Standard."
    assert await Order.all().count() == 0


async def test_refusals_speak_chinese(client: httpx.AsyncClient) -> None:
    kind = await make_type(await make_event(), places=3)
    client.headers["accept-language"] = "zh-CN"
    answer = await submit(client, SHOP, PLACE, **ADA, **{f"count_{kind.id}": "4"})
    assert "Standard票仅剩 3 张。" in answer.text


async def test_two_clicks_are_one_order(client: httpx.AsyncClient) -> None:
    await make_type(await make_event())
    form = {**fields((await client.get(SHOP)).text, PLACE), **ADA}
    first, second = [await client.post(PLACE, data=form) for _ in range(2)]
    assert first.headers["location"] == second.headers["location"]
    assert await Ticket.all().count() == 1


async def test_the_page_says_what_cannot_be_ordered(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await make_order(event, await make_type(event, "Gone", places=1))
    await make_type(event, "Soon", sale_starts_at=clock.now() + timedelta(days=1))
    await make_type(event, "Past", sale_ends_at=clock.now() - timedelta(days=1))
    await make_type(event, "Secret", is_hidden=True)
    page = (await client.get(SHOP)).text
    words = re.findall(r'<h2>(?:<label[^>]*>)?(\w+)<|class="state \w+">. ([\w ]+)<', page)
    assert [a or b for a, b in words] == [
        "Gone",
        "Sold out",
        "Soon",
        "Not yet on sale",
        "Past",
        "Sale is over",
    ]
    assert 'name="name"' not in page


async def test_when_all_is_gone_the_page_says_what_helps(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await make_order(event, await make_type(event, "Gone", places=1))
    assert "All tickets are gone." in (await client.get(SHOP)).text
    await make_type(event, "Left", places=1)
    assert "All tickets are gone." not in (await client.get(SHOP)).text


async def test_an_empty_shop_teaches(client: httpx.AsyncClient) -> None:
    await make_event()
    assert "No tickets have been announced yet." in (await client.get(SHOP)).text


async def test_a_draft_has_no_shop_for_strangers(client: httpx.AsyncClient) -> None:
    await make_type(await make_event(state=EventState.DRAFT))
    assert (await client.get(SHOP)).status_code == 404


async def test_a_form_from_elsewhere_orders_nothing(client: httpx.AsyncClient) -> None:
    kind = await make_type(await make_event())
    answer = await client.post(PLACE, data={**ADA, f"count_{kind.id}": "1"})
    assert (answer.status_code, await Order.all().count()) == (403, 0)


async def test_odd_counts_are_malformed(client: httpx.AsyncClient) -> None:
    kind = await make_type(await make_event())
    for odd in ("-1", "1.5", "99999999999", "x"):
        answer = await submit(client, SHOP, PLACE, **ADA, **{f"count_{kind.id}": odd})
        assert answer.status_code == 422
    answer = await submit(client, SHOP, PLACE, **ADA, **{f"count_{kind.id}": "0"})
    assert (answer.status_code, "Please choose at least one ticket." in answer.text) == (409, True)
    assert await Order.all().count() == 0


async def test_the_buyer_cancels_a_free_order(client: httpx.AsyncClient) -> None:
    event = await make_event()
    order = await make_order(event, await make_type(event))
    page = f"/orders/{order.secret}"
    answer = await submit(client, page, f"{page}/cancellation")
    assert answer.headers["location"] == page
    assert await states(order) == ("cancelled", ["cancelled"], [])
    assert "Cancel this order" not in (await client.get(page)).text


async def test_a_name_is_corrected_and_a_ticket_passed_on(client: httpx.AsyncClient) -> None:
    event = await make_event()
    order = await make_order(event, await make_type(event))
    ticket, page = await Ticket.get(), f"/orders/{order.secret}"
    own = f"{page}/tickets/1"
    await submit(client, own, f"{own}/name", name="Ada L.")
    renamed = await Ticket.get()
    form = fields((await client.get(own)).text, f"{own}/name")
    grace = {**form, "name": "Grace", "email": "grace@example.org"}
    await client.post(f"{own}/holder", data=grace)
    passed = await Ticket.get()
    assert (renamed.holder_name, renamed.serial, renamed.secret) == ("Ada L.", 2, ticket.secret)
    assert (passed.holder_name, passed.serial, passed.holder_email) == (
        "Grace",
        3,
        "grace@example.org",
    )
    assert passed.secret != ticket.secret
    told = {"ticket_id": ticket.id, "serial": 3}
    assert (await Job.get(kind="ticket.passed_on")).payload == told
    assert "Ticket passed on: Ada L. → Grace" in (await client.get(page)).text


async def test_a_ticket_without_a_name_is_refused_beside_the_field(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event()
    order = await make_order(event, await make_type(event))
    own = f"/orders/{order.secret}/tickets/1"
    answer = await submit(client, own, f"{own}/name", name=" ", email="nowhere")
    assert (answer.status_code, "Please fill this in." in answer.text) == (422, True)
    assert (await Ticket.get()).serial == 1


async def test_an_unknown_secret_opens_nothing(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await make_order(event, await make_type(event))
    assert (await client.get("/orders/nobody")).status_code == 404
