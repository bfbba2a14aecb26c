"""Programs do to orders what the organiser's page does."""

from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.tickets import check
from events_svc.tickets.assort import PartFacts, set_bundle
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.pay import Hand, mark_paid
from tests.accounts.factories import bearer, make_user
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type, states

API = "/api/v1/events/summit/orders"


@pytest.fixture
async def order(client: httpx.AsyncClient) -> Order:
    event = await make_event()
    made = await make_order(event, await make_type(event, price_minor=10000), 3)
    user = await make_user(role=Role.ORGANISER, organisation=event.organisation)
    client.headers.update(await bearer(user, event.organisation, "orders:read", "orders:write"))
    return made


async def test_a_program_changes_cancels_splits_and_gives_back(
    client: httpx.AsyncClient, order: Order
) -> None:
    one, two, three = [t.number for t in await Ticket.filter(order_id=order.id).order_by("id")]
    await mark_paid(order, hand=Hand.CASH)
    kind = (await Ticket.get(number=one)).ticket_type_id
    mine = f"{API}/{order.code}"
    cheaper = {"ticket_type": kind, "price_minor": 9000}
    changed = await client.post(f"{mine}/tickets/{one}/change", json=cheaper)
    assert (changed.status_code, changed.json()["total_minor"]) == (200, 29000)
    gone = await client.post(f"{mine}/tickets/{two}/cancellation", json={"fee_minor": 1000})
    assert (gone.status_code, gone.json()["total_minor"]) == (200, 20000)
    back = await client.post(f"{mine}/refunds", json={"amount_minor": 10000})
    assert (back.status_code, back.json()["state"]) == (200, "partly_refunded")
    part = await client.post(f"{mine}/split", json={"tickets": [three]})
    assert (part.status_code, part.json()["total_minor"], part.json()["state"]) == (
        200,
        10000,
        "paid",
    )
    assert (await client.post(f"{mine}/split", json={"tickets": [one]})).status_code == 409
    assert await check.broken() == []


async def test_a_program_extends_and_transfers(client: httpx.AsyncClient, order: Order) -> None:
    mine = f"{API}/{order.code}"
    until = (clock.now() + timedelta(days=1)).isoformat()
    held = await client.post(f"{mine}/extension", json={"until": until})
    assert (held.status_code, held.json()["state"]) == (200, "pending")
    far = (clock.now() + timedelta(days=9999)).isoformat()
    assert (await client.post(f"{mine}/extension", json={"until": far})).status_code == 422
    nowhere = (clock.now() + timedelta(days=1)).replace(tzinfo=None).isoformat()
    assert (await client.post(f"{mine}/extension", json={"until": nowhere})).status_code == 422
    to = {"name": "Grace", "contact": "grace@example.org"}
    passed = await client.post(f"{mine}/buyer", json=to)
    assert (passed.status_code, passed.json()["email"]) == (200, "grace@example.org")
    assert ((await states(order))[0], passed.json()["secret"] == order.secret) == ("pending", False)


async def test_a_program_adds_a_bundle_with_its_parts(
    client: httpx.AsyncClient, order: Order
) -> None:
    event = await order.event
    whole = await make_type(event, "Whole", price_minor=9000)
    dinner = await make_type(event, "Dinner", price_minor=6000)
    await set_bundle(whole, [PartFacts(dinner.id, price_minor=4000)])
    wanted = {"ticket_type": whole.id, "name": "Grace", "count": 2}

    added = await client.post(f"{API}/{order.code}/tickets", json=wanted)

    assert (added.status_code, added.json()["total_minor"]) == (200, 48000)
    found = await Ticket.filter(order_id=order.id, holder_name="Grace").order_by("number")
    assert [(one.ticket_type_id, one.price_minor, one.is_bundled) for one in found] == [
        (whole.id, 5000, False), (dinner.id, 4000, True),
    ] * 2  # fmt: skip
    assert await check.broken() == []
