import re
from datetime import UTC, datetime

import httpx
import pytest

from events_svc.accounts import audit
from events_svc.accounts.models import AuditEntry, Role
from events_svc.events.models import Event, EventState
from events_svc.outbox.models import Job
from events_svc.tickets import check
from events_svc.tickets.draft import Buyer
from events_svc.tickets.history import enter
from events_svc.tickets.models import Order
from events_svc.tickets.payment_models import Payment
from events_svc.tickets.product_models import Quota, QuotaTicketType, TicketType
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event
from tests.tickets.browser import submit
from tests.tickets.factories import history, make_order, make_type, states

BASE = "/organiser/events/summit"
TYPES, ORDERS = f"{BASE}/ticket-types", f"{BASE}/orders"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event whose organiser is signed in."""
    made = await make_event()
    user = await make_user(role=Role.ORGANISER, organisation=made.organisation)
    await sign_in(client, user)
    return made


async def test_one_form_puts_a_type_and_its_quota_on_sale(
    client: httpx.AsyncClient, event: Event
) -> None:
    typed = {"name_zh": "标准票", "name_en": "Standard", "price": "1200,50", "places": "200"}
    answer = await submit(
        client, TYPES, TYPES, **typed, sale_starts_at="2030-01-01T09:00", max_per_order="5"
    )
    kind, quota = await TicketType.get(), await Quota.get()
    assert (answer.status_code, kind.name) == (303, {"zh": "标准票", "en": "Standard"})
    assert (kind.price_minor, kind.max_per_order, quota.size) == (120050, 5, 200)
    assert kind.sale_starts_at == datetime(2030, 1, 1, 1, tzinfo=UTC)
    assert "¥1,200.50" in (await client.get(TYPES)).text


async def test_a_price_with_a_third_digit_is_refused_and_kept(
    client: httpx.AsyncClient, event: Event
) -> None:
    answer = await submit(client, TYPES, TYPES, name_en="Odd", price="0.005", places="1")
    assert (answer.status_code, 'value="0.005"' in answer.text) == (422, True)
    assert "The currency has no such small coin." in answer.text
    assert await TicketType.all().count() == 0


async def test_a_price_with_grouped_thousands_is_what_it_says(
    client: httpx.AsyncClient, event: Event
) -> None:
    await submit(client, TYPES, TYPES, name_en="Standard", price="1,200", places="1")
    assert (await TicketType.get()).price_minor == 120000


async def test_a_type_is_changed_and_stopped(client: httpx.AsyncClient, event: Event) -> None:
    kind = await make_type(event, price_minor=100)
    page = f"{TYPES}/{kind.id}"
    text = (await client.get(page)).text
    csrf = text.partition('name="csrf" value="')[2].partition('"')[0]
    typed = {"csrf": csrf, "name_en": "New", "price": "2", "is_stopped": "on"}
    await client.post(page, data=typed)
    await kind.refresh_from_db()
    assert (kind.name, kind.price_minor, kind.is_active) == ({"en": "New"}, 200, False)
    assert "Stopped" in (await client.get(TYPES)).text


async def test_a_quota_is_shared_and_never_smaller_than_what_is_taken(
    client: httpx.AsyncClient, event: Event
) -> None:
    one, two = await make_type(event, "One"), await make_type(event, "Two")
    await make_order(event, one, 2)
    form = f"{BASE}/quotas"
    both = [str(one.id), str(two.id)]
    small = await submit(client, TYPES, form, name="House", size="1", ticket_types=both)  # type: ignore[arg-type]  # a form field that comes several times
    assert (small.status_code, await Quota.filter(name="House").count()) == (409, 0)
    await submit(client, TYPES, form, name="House", size="5", ticket_types=both)  # type: ignore[arg-type]  # a form field that comes several times
    quota = await Quota.get(name="House")
    assert (quota.size, quota.used) == (5, 2)
    form = f"{form}/{quota.id}"
    await submit(client, TYPES, form, name="Hall", size="3", ticket_types=[str(two.id)])  # type: ignore[arg-type]  # a form field that comes several times
    await quota.refresh_from_db()
    members = await QuotaTicketType.filter(quota_id=quota.id).values_list("ticket_type_id")
    assert (quota.name, quota.size, quota.used, members) == ("Hall", 3, 0, [(two.id,)])
    assert await check.broken() == []


async def test_a_quota_takes_no_type_of_another_event(
    client: httpx.AsyncClient, event: Event
) -> None:
    await make_type(event)
    other = await make_type(await make_event("other", organisation=event.organisation))
    form = f"{BASE}/quotas"
    answer = await submit(client, TYPES, form, name="X", size="5", ticket_types=str(other.id))
    assert (answer.status_code, await Quota.filter(name="X").count()) == (404, 0)


async def test_orders_are_found_by_code_name_mail_and_phone(
    client: httpx.AsyncClient, event: Event
) -> None:
    kind = await make_type(event)
    ada = await make_order(event, kind)
    li = await make_order(event, kind, 2, buyer=Buyer("李四", phone="13800000000"))
    for words, code in [
        (ada.code.lower(), ada.code),
        ("ADA", ada.code),
        ("ada@example", ada.code),
        ("李", li.code),
        ("1380000", li.code),
    ]:
        page = (await client.get(ORDERS, params={"q": words})).text
        assert [one for one in (ada.code, li.code) if f"/{one}" in page] == [code]
    assert "No order fits." in (await client.get(ORDERS, params={"q": "%"})).text


async def test_orders_are_filtered_by_state(client: httpx.AsyncClient, event: Event) -> None:
    paid = await make_order(event, await make_type(event))
    pending = await make_order(event, await make_type(event, price_minor=1))
    page = (await client.get(ORDERS, params={"state": "pending"})).text
    assert (f"/{pending.code}" in page, f"/{paid.code}" in page) == (True, False)


async def test_orders_come_fifty_at_a_time(client: httpx.AsyncClient, event: Event) -> None:
    kind = await make_type(event, places=60)
    orders = [await make_order(event, kind) for _ in range(53)]
    first = (await client.get(ORDERS)).text
    following = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = (await client.get(ORDERS + following)).text
    shown = [sum(f"/orders/{order.code}" in page for order in orders) for page in (first, second)]
    assert shown == [50, 3]
    assert 'rel="next"' not in second


async def test_the_organiser_marks_paid_and_cancels(
    client: httpx.AsyncClient, event: Event
) -> None:
    order = await make_order(event, await make_type(event, price_minor=500))
    page = f"{ORDERS}/{order.code}"
    await submit(client, page, f"{page}/payment", hand="cash")
    assert await states(order) == ("paid", ["valid"], ["confirmed"])
    payment = await Payment.get()
    await submit(client, page, f"{page}/payments/{payment.id}/refund")
    assert await states(order) == ("refunded", ["cancelled"], ["refunded"])
    assert [money for _, money in await history(order)] == [0, 500, 0, 0, -500]
    actors = await AuditEntry.filter(action="order.refunded").values_list("actor_name", flat=True)
    assert actors == ["Ada"]
    assert "Refunded" in (await client.get(page)).text


async def test_the_mail_is_sent_again(client: httpx.AsyncClient, event: Event) -> None:
    order = await make_order(event, await make_type(event))
    page = f"{ORDERS}/{order.code}"
    await submit(client, page, f"{page}/mail")
    assert await Job.filter(kind="order.paid").count() == 2
    assert (await history(order))[-1] == ("mail_again", 0)


async def test_what_cannot_be_done_any_more_is_refused(
    client: httpx.AsyncClient, event: Event
) -> None:
    order = await make_order(event, await make_type(event, price_minor=500))
    page = f"{ORDERS}/{order.code}"
    await submit(client, page, f"{page}/cancellation")
    csrf = (await client.get(TYPES)).text.partition('name="csrf" value="')[2].partition('"')[0]
    answer = await client.post(f"{page}/cancellation", data={"csrf": csrf})
    assert (answer.status_code, "has changed in the meantime" in answer.text) == (409, True)
    assert (await history(order)) == [("placed", 0), ("cancelled", 0)]


async def test_attendees_are_those_with_valid_tickets(
    client: httpx.AsyncClient, event: Event
) -> None:
    await make_order(event, await make_type(event), buyer=Buyer("Grace"))
    await make_order(event, await make_type(event, price_minor=1), buyer=Buyer("Pending"))
    page = (await client.get(f"{BASE}/attendees")).text
    assert ("Grace" in page, "Pending" in page) == (True, False)
    assert "Nobody fits." in (await client.get(f"{BASE}/attendees?q=zzz")).text


async def test_an_order_of_another_event_is_not_there(
    client: httpx.AsyncClient, event: Event
) -> None:
    other = await make_event("other", organisation=event.organisation)
    order = await make_order(other, await make_type(other))
    assert (await client.get(f"{ORDERS}/{order.code}")).status_code == 404


async def test_door_staff_see_no_orders(client: httpx.AsyncClient, event: Event) -> None:
    order = await make_order(event, await make_type(event))
    user = await make_user("door@x.org", role=Role.DOOR, organisation=event.organisation)
    await sign_in(client, user)
    answers = [await client.get(one) for one in (ORDERS, f"{ORDERS}/{order.code}", TYPES)]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


async def test_empty_pages_teach(client: httpx.AsyncClient, event: Event) -> None:
    pages = [(await client.get(one)).text for one in (TYPES, ORDERS, f"{BASE}/attendees")]
    words = [
        "Begin with one ticket type",
        "as soon as the first one comes",
        "Everybody with a valid ticket",
    ]
    assert [word in page for word, page in zip(words, pages, strict=True)] == [True] * 3
    assert await Order.all().count() == 0


async def test_types_of_a_draft_wait_for_the_event(client: httpx.AsyncClient, event: Event) -> None:
    await make_type(event)
    assert "On sale" in (await client.get(TYPES)).text
    await Event.filter(id=event.id).update(state=EventState.DRAFT)
    said = (await client.get(TYPES)).text, (await client.get("/events/summit")).text
    assert ["Event not published yet" in one for one in said] == [True, True]
    assert "Not yet on sale" not in said[0]


async def test_an_order_tells_the_team_who_changed_it_by_name(
    client: httpx.AsyncClient, event: Event
) -> None:
    order = await make_order(event, await make_type(event, price_minor=100))
    user = await make_user("lin@example.org")
    for actor in (f"user:{user.id}", "user:999999", "token:999999", "worker"):
        audit.acting.set(audit.Actor(actor))
        await enter(order, "allowance")
    page = (await client.get(f"{ORDERS}/{order.code}")).text.partition(
        'aria-label="What happened"'
    )[2]
    said = re.findall('<td class="soft">(.*?)</td>', page)
    assert said[1:] == ["Lin", "Deleted account", "Deleted account", "System"]
    assert "user:" not in page
    assert "Lin" not in (await client.get(f"/orders/{order.secret}")).text
