"""The cart on its page: what is chosen is held, what is typed is never lost, the second click changes nothing."""

from datetime import timedelta

import httpx

from events_svc import clock
from events_svc.events.models import Event
from events_svc.tickets.carts.models import Cart, CartItem
from events_svc.tickets.draft import Line
from events_svc.tickets.expire import expire_due
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.product_models import AddOn, TicketType, Variant
from events_svc.tickets.questions.models import AnswerKind, TicketQuestion
from events_svc.tickets.questions.queries import answers_of
from events_svc.tickets.reserve import reserve
from events_svc.tickets.vouchers.issue import VoucherFacts, issue
from events_svc.tickets.vouchers.models import Reduction
from tests.events.factories import make_event
from tests.tickets.browser import fields, submit
from tests.tickets.factories import BUYER, make_order, make_type, quota_of
from tests.tickets.questions.factories import make_question

SHOP, PLACE = "/events/summit/tickets", "/events/summit/orders"
ADA = {"name": "Ada", "contact": "ada@example.org"}


async def _asking(**facts: int) -> tuple[Event, TicketType, TicketQuestion]:
    """An event with a type of whose holders something is asked."""
    event = await make_event()
    kind = await make_type(event, **facts)
    return event, kind, await make_question(event, is_required=True)


async def _held(client: httpx.AsyncClient, kind: TicketType, count: int = 1) -> str:
    """The address of the cart that holds these."""
    answer = await submit(client, SHOP, PLACE, act="cart", **{f"count_{kind.id}": str(count)})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def _run_out() -> None:
    await Cart.all().update(expires_at=clock.now() - timedelta(minutes=1))
    await expire_due()


async def test_who_is_asked_something_goes_by_the_cart(client: httpx.AsyncClient) -> None:
    _, kind, diet = await _asking(price_minor=120000, places=3)
    assert 'name="name"' not in (await client.get(SHOP)).text
    page = await _held(client, kind, 2)
    assert (await quota_of(kind)).used == 2
    said = {f"t1-q{diet.id}": "meat", f"t2-q{diet.id}": "plants", "t2-name": "Bo"}
    answer = await submit(client, page, page, act="order", **ADA, **said)
    order = await Order.get()
    assert answer.headers["location"] == f"/orders/{order.secret}"
    tickets = await Ticket.all().order_by("number")
    assert [(one.holder_name, await answers_of(one)) for one in tickets] == [
        ("Ada", {diet.id: "meat"}),
        ("Bo", {diet.id: "plants"}),
    ]
    assert (order.total_minor, (await quota_of(kind)).used, await CartItem.all().count()) == (
        240000,
        2,
        0,
    )


async def test_what_is_missing_is_said_beside_the_question(client: httpx.AsyncClient) -> None:
    _, kind, diet = await _asking()
    page = await _held(client, kind)
    answer = await submit(client, page, page, act="order", name="Ada", contact="nowhere")
    assert answer.status_code == 422
    assert f'id="e-t1-q{diet.id}">✕ Please fill this in.' in answer.text
    assert 'id="e-contact">' in answer.text
    assert fields(answer.text, page)["name"] == "Ada"
    assert await Order.all().count() == 0


async def test_the_second_click_holds_and_orders_nothing_more(client: httpx.AsyncClient) -> None:
    _, kind, diet = await _asking()
    form = {**fields((await client.get(SHOP)).text, PLACE), f"count_{kind.id}": "2", "act": "cart"}
    first, second = [await client.post(PLACE, data=form) for _ in range(2)]
    assert (first.headers["location"], await CartItem.all().count()) == (
        second.headers["location"],
        2,
    )
    page = first.headers["location"]
    said = {**ADA, f"t1-q{diet.id}": "x", f"t2-q{diet.id}": "y", "act": "order"}
    form = {**fields((await client.get(page)).text, page), **said}
    placed = [(await client.post(page, data=form)).headers["location"] for _ in range(2)]
    assert placed == [f"/orders/{(await Order.get()).secret}"] * 2


async def test_whoever_goes_back_and_chooses_anew_holds_just_that(
    client: httpx.AsyncClient,
) -> None:
    _, kind, _ = await _asking()
    form = {**fields((await client.get(SHOP)).text, PLACE), "act": "cart"}
    for count in ("3", "1"):
        await client.post(PLACE, data={**form, f"count_{kind.id}": count})
    assert ((await quota_of(kind)).used, await CartItem.all().count()) == (1, 1)


async def test_a_cart_that_is_carried_is_added_to(client: httpx.AsyncClient) -> None:
    _, kind, _ = await _asking()
    page = await _held(client, kind)
    form = {**fields((await client.get(SHOP)).text, PLACE), "act": "cart"}
    added = [await client.post(PLACE, data={**form, f"count_{kind.id}": "1"}) for _ in range(2)]
    assert [one.headers["location"] for one in added] == [page, page]
    assert await CartItem.all().count() == 2


async def test_an_order_after_the_time_takes_the_places_that_are_still_there(
    client: httpx.AsyncClient,
) -> None:
    _, kind, diet = await _asking()
    page = await _held(client, kind, 2)
    form = fields((await client.get(page)).text, page)
    await _run_out()
    said = {**ADA, f"t1-q{diet.id}": "x", f"t2-q{diet.id}": "y", "act": "order"}
    answer = await client.post(page, data={**form, **said})
    assert answer.headers["location"] == f"/orders/{(await Order.get()).secret}"
    assert ((await quota_of(kind)).used, await Ticket.all().count()) == (2, 2)


async def test_what_was_typed_stays_when_the_places_are_gone(client: httpx.AsyncClient) -> None:
    event, kind, diet = await _asking(places=2)
    page = await _held(client, kind, 2)
    form = fields((await client.get(page)).text, page)
    await _run_out()
    other = await make_type(event, "Other")
    assert other.id != kind.id
    await TicketQuestion.all().update(is_required=False)
    await reserve(event, [Line(kind.id, 1)], buyer=BUYER)
    said = {**ADA, f"t1-q{diet.id}": "x", f"t2-q{diet.id}": "y", "act": "order"}
    answer = await client.post(page, data={**form, **said})
    kept = fields(answer.text, page)
    assert (answer.status_code, "Only 1 left of Standard." in answer.text) == (409, True)
    assert (kept["name"], kept[f"t2-q{diet.id}"]) == ("Ada", "y")
    assert await Order.all().count() == 1


async def test_one_ticket_less_and_the_rest_moves_up(client: httpx.AsyncClient) -> None:
    _, kind, diet = await _asking()
    page = await _held(client, kind, 3)
    said = {**ADA, "t1-name": "Bo", "t3-name": "Cy", f"t3-q{diet.id}": "z"}
    answer = await submit(client, page, page, act="drop-2", **said)
    kept = fields(answer.text, page)
    assert (kept["t1-name"], kept["t2-name"], kept[f"t2-q{diet.id}"]) == ("Bo", "Cy", "z")
    assert (await quota_of(kind)).used == 2
    for _ in range(2):
        answer = await submit(client, page, page, act="drop-1")
    assert (answer.headers["location"], (await quota_of(kind)).used) == (SHOP, 0)


async def test_a_voucher_is_entered_in_the_cart(client: httpx.AsyncClient) -> None:
    event, kind, _ = await _asking(price_minor=1000)
    half = VoucherFacts(max_uses=1, reduction=Reduction.PERCENT, value=5000)
    voucher = await issue(event, half, code="HALF")
    page = await _held(client, kind, 2)
    answer = await submit(client, page, page, act="voucher", voucher="half", **ADA)
    assert (answer.status_code, fields(answer.text, page)["name"]) == (200, "Ada")
    assert "¥15.00" in answer.text
    assert await CartItem.filter(voucher_id=voucher.id).count() == 1
    wrong = await submit(client, page, page, act="voucher", voucher="NONE")
    assert (wrong.status_code, "There is no voucher NONE" in wrong.text) == (409, True)
    assert await CartItem.filter(voucher_id=voucher.id).count() == 1


async def test_a_voucher_shows_what_it_is_for_and_reduces_the_one_page_order(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event()
    plain, hidden = await make_type(event), await make_type(event, "Speaker", price_minor=1000)
    await TicketType.filter(id=hidden.id).update(is_hidden=True)
    facts = VoucherFacts(
        ticket_type_id=hidden.id, shows_hidden=True, reduction=Reduction.FIXED, value=100
    )
    await issue(event, facts, code="GUEST")
    assert "Speaker" not in (await client.get(SHOP)).text
    chosen = {f"count_{hidden.id}": "1", f"count_{plain.id}": "0"}
    seen = await submit(client, SHOP, PLACE, act="voucher", voucher="guest", name="Ada", **chosen)
    assert ("Speaker" in seen.text, "¥1.00" in seen.text) == (True, True)
    assert fields(seen.text, PLACE)["name"] == "Ada"
    await submit(client, f"{SHOP}?voucher=GUEST", PLACE, **ADA, **chosen)
    assert (await Order.get()).total_minor == 100


async def test_variants_and_addons_are_chosen_on_one_page(client: httpx.AsyncClient) -> None:
    event = await make_event()
    kind, dinner = await make_type(event), await make_type(event, "Dinner", price_minor=500)
    await TicketType.filter(id=dinner.id).update(is_addon=True)
    monday = await Variant.create(ticket_type=kind, name={"en": "Monday"}, price_minor=1000)
    await Variant.create(ticket_type=kind, name={"en": "Tuesday"})
    await AddOn.create(ticket_type=kind, addon_type=dinner, max_count=2)
    chosen = {f"count_{kind.id}-{monday.id}": "2", f"addon_{kind.id}_{dinner.id}": "1"}
    answer = await submit(client, SHOP, PLACE, **ADA, **chosen)
    assert answer.status_code == 303, answer.text
    order = await Order.get()
    assert order.total_minor == 3000
    bought = await Ticket.filter(order_id=order.id).order_by("ticket_type_id", "number")
    assert [(one.ticket_type_id, one.variant_id) for one in bought] == [
        (kind.id, monday.id),
        (kind.id, monday.id),
        (dinner.id, None),
        (dinner.id, None),
    ]


async def test_an_addon_is_asked_its_own_question(client: httpx.AsyncClient) -> None:
    event = await make_event()
    kind, shirt = await make_type(event), await make_type(event, "Shirt")
    await TicketType.filter(id=shirt.id).update(is_addon=True)
    await AddOn.create(ticket_type=kind, addon_type=shirt, max_count=1)
    size = await make_question(
        event, "Size", AnswerKind.CHOICE, only_types=[shirt.id], is_required=True
    )
    chosen = {f"count_{kind.id}": "1", f"addon_{kind.id}_{shirt.id}": "1"}
    answer = await submit(client, SHOP, PLACE, act="cart", **chosen)
    page = answer.headers["location"]
    await submit(client, page, page, act="order", **ADA, **{f"t2-q{size.id}": "1"})
    bought = await Ticket.get(ticket_type_id=shirt.id)
    assert (await answers_of(bought), bought.holder_name) == ({size.id: 1}, "Ada")


async def test_an_empty_cart_leads_back_to_the_shop(client: httpx.AsyncClient) -> None:
    await _asking()
    answer = await client.get("/events/summit/cart/nobody-knows-this-cart")
    assert (answer.status_code, answer.headers["location"]) == (303, SHOP)


async def test_a_code_that_was_typed_but_not_applied_is_shown_in_the_price_before_anything_is_ordered(
    client: httpx.AsyncClient,
) -> None:
    event, kind, diet = await _asking(price_minor=1000)
    await issue(event, VoucherFacts(reduction=Reduction.PERCENT, value=5000), code="HALF")
    page, said = await _held(client, kind), {f"t1-q{diet.id}": "meat", **ADA}
    shown = await submit(client, page, page, act="order", voucher="half", **said)
    assert (await Order.all().count(), fields(shown.text, page)["name"]) == (0, "Ada")
    await submit(client, page, page, act="order", voucher="half", **said)
    assert (await Order.get()).total_minor == 500


async def test_enter_in_the_field_of_the_code_orders_nothing(client: httpx.AsyncClient) -> None:
    event = await make_event()
    kind = await make_type(event, price_minor=1000)
    await issue(event, VoucherFacts(reduction=Reduction.PERCENT, value=5000), code="HALF")
    none = {f"count_{kind.id}": "0"}
    answer = await submit(client, SHOP, PLACE, voucher="half", **ADA, **none)
    assert (answer.status_code, "✓ HALF" in answer.text) == (200, True)
    assert await Order.all().count() == 0


async def test_a_cart_that_is_over_says_what_it_costs_now_before_it_is_ordered(
    client: httpx.AsyncClient,
) -> None:
    _, kind, diet = await _asking(price_minor=1000)
    page, said = await _held(client, kind), {f"t1-q{diet.id}": "meat", **ADA}
    typed = fields((await client.get(page)).text, page)
    clock.shift(timedelta(minutes=31))
    await expire_due()
    await TicketType.filter(id=kind.id).update(price_minor=1200)
    refused = await client.post(page, data={**typed, **said, "act": "order"})
    assert (refused.status_code, await Order.all().count()) == (409, 0)
    assert "Nothing is ordered yet" in refused.text
    await submit(client, page, page, act="order", **said)
    assert (await Order.get()).total_minor == 1200


async def test_the_page_of_a_cart_that_is_over_shows_both_prices(client: httpx.AsyncClient) -> None:
    _, kind, _ = await _asking(price_minor=1000)
    page = await _held(client, kind)
    await TicketType.filter(id=kind.id).update(price_minor=1200)
    assert "CN¥12.00" not in (await client.get(page)).text
    clock.shift(timedelta(minutes=31))
    await expire_due()
    assert "The price is CN¥12.00 by now" in (await client.get(page)).text


async def test_where_nobody_can_wait_the_shop_says_when_places_may_return(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event()
    kind = await make_type(event, price_minor=1000, places=1)
    assert "not paid yet" not in (await client.get(SHOP)).text
    await make_order(event, kind)
    assert "held by people who have not paid yet" in (await client.get(SHOP)).text
    await Order.all().update(expires_at=None)
    assert "look in from time to time" in (await client.get(SHOP)).text
