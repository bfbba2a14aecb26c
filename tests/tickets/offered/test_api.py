"""Add-ons, parts of bundles and discounts in the API."""

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.tickets.product_models import AddOn
from events_svc.tickets.vouchers.models import Discount
from tests.accounts.factories import bearer, make_user
from tests.events.factories import make_event
from tests.tickets.factories import make_type

API = "/api/v1/events/summit"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    made = await make_event()
    user = await make_user(role=Role.OWNER, organisation=made.organisation)
    client.headers.update(await bearer(user, made.organisation, "events:write"))
    return made


async def test_what_is_taken_with_a_ticket_is_set_as_a_whole(
    client: httpx.AsyncClient, event: Event
) -> None:
    kind, lunch = await make_type(event), await make_type(event, "Lunch", is_addon=True)
    one = {"ticket_type": lunch.id, "min_count": 1, "max_count": 2, "is_price_included": True}
    there = f"{API}/ticket-types/{kind.id}/addons"
    made = await client.put(there, json={"items": [one]})
    assert (made.status_code, made.json()) == (200, {"items": [one]})
    assert (await client.get(there)).json() == made.json()
    for wrong in ([one, one], [{**one, "max_count": 1, "min_count": 2}]):
        assert (await client.put(there, json={"items": wrong})).status_code == 422
    itself = {"items": [{"ticket_type": kind.id}]}
    assert (await client.put(there, json=itself)).status_code == 409
    assert (await AddOn.get()).addon_type_id == lunch.id


async def test_a_bundle_is_no_cheaper_than_its_parts(
    client: httpx.AsyncClient, event: Event
) -> None:
    kind, lunch = await make_type(event, price_minor=500), await make_type(event, "Lunch")
    there = f"{API}/ticket-types/{kind.id}/parts"
    part = {"ticket_type": lunch.id, "variant": None, "count": 2, "price_minor": 250}
    assert (await client.put(there, json={"items": [part]})).json() == {"items": [part]}
    dear = {"items": [{**part, "price_minor": 251}]}
    assert (await client.put(there, json=dear)).status_code == 409
    assert (await client.get(there)).json() == {"items": [part]}


async def test_a_discount_is_added_changed_and_stopped(
    client: httpx.AsyncClient, event: Event
) -> None:
    kind = await make_type(event)
    draft = {"name": {"en": "Three for two"}, "percent_bp": 10000, "per_count": 3}
    made = await client.post(f"{API}/discounts", json={**draft, "ticket_types": [kind.id]})
    one = f"{API}/discounts/{made.json()['id']}"
    assert (made.status_code, made.json()["ticket_types"]) == (201, [kind.id])
    assert (await client.get(f"{API}/discounts")).json() == {"items": [made.json()]}
    stopped = await client.put(one, json={**draft, "is_active": False})
    assert (await client.get(one)).json() == stopped.json()
    assert ((await Discount.get()).is_active, stopped.json()["ticket_types"]) == (False, [])
    wrong = await client.post(f"{API}/discounts", json={**draft, "reduced_count": 4})
    foreign = await client.post(f"{API}/discounts", json={**draft, "ticket_types": [999]})
    assert (wrong.status_code, foreign.status_code, await Discount.all().count()) == (422, 404, 1)
