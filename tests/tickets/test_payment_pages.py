from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest
from starlette.applications import Starlette

from events_svc import clock
from events_svc.config import Settings
from events_svc.gateways.payments import ProviderAway
from events_svc.gateways.payments.signing import NONCE, SIGNATURE, TIMESTAMP, shared_key, signed
from events_svc.jobs import payments as jobs
from events_svc.outbox.models import Job
from events_svc.tickets import check
from events_svc.tickets.models import Order
from events_svc.tickets.payment_models import Payment, TestCharge
from events_svc.tickets.refund import begin_refund
from tests.events.factories import make_event
from tests.tickets.browser import Loopback, context, fields, submit
from tests.tickets.factories import history, make_order, make_type, states

HEARD = "/payments/test/notifications"


@pytest.fixture
def loopback(app: Starlette) -> Iterator[Loopback]:
    """The application's own HTTP client, for one test."""
    before, made = app.state.lifespan, Loopback(app)
    app.state.lifespan = {**before, "http": made}
    yield made
    app.state.lifespan = before


async def begun(client: httpx.AsyncClient) -> tuple[Order, Payment, str]:
    """An order of 120.00, its payment, and the provider's page for it."""
    event = await make_event()
    order = await make_order(event, await make_type(event, price_minor=12000))
    page = f"/orders/{order.secret}"
    answer = await submit(client, page, f"{page}/pay/test")
    return order, await Payment.get(), answer.headers["location"]


async def press(client: httpx.AsyncClient, page: str, word: str) -> str:
    """Press a button of the provider; the address in the shop to which it leads back."""
    text = (await client.get(page)).text
    form = fields(text.replace('<form method="post">', '<form action="">'), "")
    answer = await client.post(page, data={**form, "word": word})
    assert answer.status_code == 303
    return urlsplit(answer.headers["location"]).path


async def told(client: httpx.AsyncClient, settings: Settings, **other: object) -> httpx.Response:
    """A notification signed by the provider, with some of it other than it should be."""
    payment = await Payment.get()
    body = {
        "id": "event-1",
        "reference": payment.reference,
        "state": "paid",
        "amount_minor": payment.amount_minor,
        "currency": payment.currency,
        **other,
    }
    raw = msgspec.json.encode(body)
    headers = signed(raw, key=shared_key(settings.secret_key), now=clock.now())
    return await client.post(HEARD, content=raw, headers=headers)


async def test_pay_there_and_be_back_with_the_ticket(
    client: httpx.AsyncClient, loopback: Loopback
) -> None:
    order, _, page = await begun(client)
    back = await press(client, page, "paid")
    answer = await client.get(back)
    assert answer.headers["location"] == f"/orders/{order.secret}"
    assert await states(order) == ("paid", ["valid"], ["confirmed"])
    assert "Show ticket" in (await client.get(answer.headers["location"])).text


async def test_the_notification_of_the_worker_pays_when_the_buyer_never_comes_back(
    client: httpx.AsyncClient, loopback: Loopback, settings: Settings
) -> None:
    order, _, page = await begun(client)
    await press(client, page, "paid")
    job = await Job.get(kind="test_payments.notify")
    for _ in range(2):
        await jobs.notify(context(settings, loopback), job.payload)
    assert await states(order) == ("paid", ["valid"], ["confirmed"])
    assert await history(order) == [("placed", 0), ("paid", 12000)]


async def test_declining_leaves_the_order_as_it_is(
    client: httpx.AsyncClient, loopback: Loopback
) -> None:
    order, _, page = await begun(client)
    await client.get(await press(client, page, "declined"))
    assert await states(order) == ("pending", ["held"], ["declined"])
    assert "The payment was declined." in (await client.get(f"/orders/{order.secret}")).text


async def test_back_before_the_provider_answers_the_page_waits(
    client: httpx.AsyncClient, loopback: Loopback, settings: Settings
) -> None:
    order, _, page = await begun(client)
    back = await press(client, page, "paid")
    loopback.is_down = True
    assert (await client.get(back)).status_code == 303
    assert 'hx-trigger="every 3s"' in (await client.get(f"/orders/{order.secret}")).text
    loopback.is_down = False
    clock.shift(timedelta(minutes=3))
    await jobs.ask_again(context(settings, loopback))
    assert await states(order) == ("paid", ["valid"], ["confirmed"])


async def test_the_test_providers_page_says_for_what_one_pays(client: httpx.AsyncClient) -> None:
    order, _, page = await begun(client)
    text = (await client.get(page)).text
    assert f"Robot Summit {order.code}" in text
    forged = page.replace(order.code, "FORGED")
    assert (await client.get(forged)).status_code == 404


async def test_pressing_twice_pays_once(client: httpx.AsyncClient, loopback: Loopback) -> None:
    _, _, page = await begun(client)
    text = (await client.get(page)).text
    form = fields(text.replace('<form method="post">', '<form action="">'), "")
    for word in ("paid", "declined", "paid"):
        await client.post(page, data={**form, "word": word})
    assert await TestCharge.all().values_list("state", flat=True) == ["paid"]
    assert await Job.filter(kind="test_payments.notify").count() == 1


async def test_an_amount_changed_on_the_way_to_the_provider_is_not_there(
    client: httpx.AsyncClient,
) -> None:
    _, _, page = await begun(client)
    cheap = page.replace("amount_minor=12000", "amount_minor=1")
    elsewhere = page.replace("testserver", "evil.example")
    assert [(await client.get(one)).status_code for one in (page, cheap, elsewhere)] == [
        200,
        404,
        404,
    ]


async def test_a_forged_notification_changes_nothing(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    order, payment, _ = await begun(client)
    raw = msgspec.json.encode({"id": "1", "reference": payment.reference, "state": "paid"})
    good = signed(raw, key=shared_key(settings.secret_key), now=clock.now())
    other = signed(raw, key=shared_key("x" * 32), now=clock.now())
    replayed = {**good, NONCE: "0" * 32}
    attempts = [{}, other, replayed, {**good, SIGNATURE: ""}, {**good, TIMESTAMP: "x"}]
    answers = [await client.post(HEARD, content=raw, headers=one) for one in attempts]
    answers.append(await client.post(HEARD, content=raw + b" ", headers=good))
    assert {answer.status_code for answer in answers} == {403}
    assert await states(order) == ("pending", ["held"], ["created"])


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_notification_with_an_old_signature_changes_nothing(
    client: httpx.AsyncClient, settings: Settings, minutes: int
) -> None:
    order, payment, _ = await begun(client)
    body = {"id": "1", "reference": payment.reference, "state": "paid"}
    raw = msgspec.json.encode({**body, "amount_minor": 12000, "currency": "CNY"})
    when = clock.now() + timedelta(minutes=minutes)
    headers = signed(raw, key=shared_key(settings.secret_key), now=when)
    assert (await client.post(HEARD, content=raw, headers=headers)).status_code == 403
    assert await states(order) == ("pending", ["held"], ["created"])


async def test_what_the_provider_tells_twice_late_or_wrong(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    await begun(client)
    answers = [
        await told(client, settings, amount_minor=1, id="wrong"),
        await told(client, settings, reference="nobody", id="unknown"),
        await told(client, settings, amount_minor=1, id="wrong"),
    ]
    assert [answer.json()["outcome"] for answer in answers] == [
        "mismatched",
        "unknown",
        "repeated",
    ]
    assert (await Order.get()).state == "pending"
    assert await check.broken() == []


async def test_the_worker_refunds_at_the_provider_once(
    client: httpx.AsyncClient, loopback: Loopback, settings: Settings
) -> None:
    order, payment, page = await begun(client)
    await client.get(await press(client, page, "paid"))
    await begin_refund(payment)
    payload = (await Job.get(kind="refund.send")).payload
    loopback.is_down = True
    with pytest.raises(ProviderAway):
        await jobs.send(context(settings, loopback), payload)
    loopback.is_down = False
    for _ in range(2):
        await jobs.send(context(settings, loopback), payload)
    assert await states(order) == ("refunded", ["cancelled"], ["refunded"])
    assert (await TestCharge.get()).state == "refunded"
    assert await check.broken() == []


async def test_the_provider_tells_strangers_nothing(client: httpx.AsyncClient) -> None:
    _, payment, _ = await begun(client)
    there = f"/test-payments/{payment.reference}"
    assert (await client.get(f"{there}/state")).status_code == 403
    assert (await client.post(f"{there}/refunds", content=b"{}")).status_code == 403
