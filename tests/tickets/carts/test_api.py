"""Carts and vouchers over the API."""

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.tickets import check
from events_svc.tickets.vouchers.models import Voucher
from tests.accounts.factories import bearer, make_user
from tests.events.factories import make_event
from tests.tickets.factories import make_type, quota_of

API = "/api/v1/events/summit"
ADA = {"name": "Ada", "contact": "ada@example.org", "language": "en"}

pytestmark = pytest.mark.usefixtures("database")


async def test_a_cart_is_filled_changed_and_ordered(client: httpx.AsyncClient) -> None:
    kind = await make_type(await make_event(), price_minor=500, places=5)
    line = {"ticket_type": kind.id, "count": 2}
    made = await client.post(f"{API}/carts", json={"lines": [line]})
    cart = f"{API}/carts/{made.json()['secret']}"
    await client.post(f"{cart}/lines", json={"lines": [{**line, "count": 1}]})
    held = (await client.get(cart)).json()
    assert (made.status_code, held["total_minor"], len(held["items"])) == (201, 1500, 3)
    await client.delete(f"{cart}/items/{held['items'][0]['id']}")
    named = [{"item": held["items"][1]["id"], "name": "Grace"}]
    order = await client.post(f"{cart}/order", json={**ADA, "holders": named})
    assert [one["holder_name"] for one in order.json()["tickets"]] == ["Grace", "Ada"]
    gone = await client.post(f"{cart}/order", json=ADA)
    assert (gone.status_code, (await client.get(cart)).status_code) == (410, 404)
    assert ((await quota_of(kind)).used, await check.broken()) == (2, [])


async def test_what_is_left_is_said_and_nothing_held(client: httpx.AsyncClient) -> None:
    kind = await make_type(await make_event(), places=1)
    lines = [{"ticket_type": kind.id, "count": 2}]
    refused = await client.post(f"{API}/carts", json={"lines": lines})
    assert (refused.status_code, (await quota_of(kind)).used) == (409, 0)
    made = await client.post(f"{API}/carts", json={"lines": [{"ticket_type": kind.id}]})
    cart = f"{API}/carts/{made.json()['secret']}"
    assert (await client.put(cart, json={"lines": lines})).status_code == 409
    assert (await client.delete(cart)).status_code == 204
    assert (await quota_of(kind)).used == 0


async def test_vouchers_are_made_listed_used_and_withdrawn(client: httpx.AsyncClient) -> None:
    event = await make_event()
    kind = await make_type(event, price_minor=1000, places=9)
    user = await make_user(role=Role.ORGANISER, organisation=event.organisation)
    client.headers.update(await bearer(user, event.organisation, "events:write"))
    wish = {"count": 3, "ticket_type": kind.id, "reserves_quota": True, "reduction": "percent"}
    made = (await client.post(f"{API}/vouchers", json={**wish, "value": 5000})).json()["items"]
    line = {"ticket_type": kind.id, "voucher": made[0]["code"]}
    order = await client.post(f"{API}/orders", json={**ADA, "lines": [line]})
    assert (order.json()["total_minor"], (await quota_of(kind)).used) == (500, 3)
    await client.delete(f"{API}/vouchers/{made[1]['id']}")
    listed = (await client.get(f"{API}/vouchers", params={"limit": 2})).json()
    assert [one["reserved"] for one in listed["items"]] == [1, 0]
    assert (listed["next"] is not None, await Voucher.filter(used=1).count()) == (True, 1)
    assert ((await quota_of(kind)).used, await check.broken()) == (2, [])
