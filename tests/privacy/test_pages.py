import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.privacy.models import Retention
from events_svc.tickets.consents.models import ConsentVersion
from events_svc.tickets.models import Order
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event
from tests.tickets.browser import fields, submit
from tests.tickets.factories import make_order, make_type

BASE = "/organiser/events/summit/privacy"
EXPORT = f"{BASE}/person/export"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event with an order, whose organiser is signed in."""
    made = await make_event()
    await make_order(made, await make_type(made))
    await sign_in(client, await make_user(role=Role.ORGANISER, organisation=made.organisation))
    return made


async def test_a_consent_is_asked_and_worded_anew(client: httpx.AsyncClient, event: Event) -> None:
    empty = await submit(client, BASE, f"{BASE}/consents", purpose_en="")
    await submit(client, BASE, f"{BASE}/consents", purpose_en="Photos", is_required="on")
    first = await ConsentVersion.get()
    url = f"{BASE}/consents/{first.consent_id}"
    await submit(client, BASE, url, purpose_en="Photos", purpose_zh="照片", is_required="on")
    asked = (await client.get("/api/v1/events/summit/consents")).json()["items"]
    page = (await client.get(BASE)).text
    assert empty.status_code == 422
    assert [(one["version"], one["purpose"], one["is_required"]) for one in asked] == [
        (2, {"zh": "照片", "en": "Photos"}, True)
    ]
    assert "version 2" in page


async def test_the_time_is_set_and_taken_back(client: httpx.AsyncClient, event: Event) -> None:
    wrong = await submit(client, BASE, f"{BASE}/retention", months="0")
    await submit(client, BASE, f"{BASE}/retention", months="6")
    kept = await Retention.get()
    await submit(client, BASE, f"{BASE}/retention", months="")
    assert (wrong.status_code, kept.months, await Retention.all().count()) == (422, 6, 0)


async def test_a_person_is_given_out_but_not_forgotten_while_the_ticket_is_valid(
    client: httpx.AsyncClient, event: Event
) -> None:
    given = await submit(client, BASE, EXPORT, email="ada@example.org")
    token = fields((await client.get(BASE)).text, EXPORT)
    erasure = f"{BASE}/person/erasure"
    unsure = await client.post(erasure, data={**token, "sure": "", "email": "ada@example.org"})
    token["sure"] = "on"
    refused = await client.post(erasure, data={**token, "email": "ada@example.org"})
    unknown = await client.post(erasure, data={**token, "email": "who@example.org"})
    everywhere = {**token, "email": "ada@example.org", "for_all": "on"}
    whole = await client.post(erasure, data=everywhere)
    order = await Order.get()
    assert [one["code"] for one in given.json()["orders"]] == [order.code]
    assert f"Order {order.code} has tickets that are still valid." in refused.text
    assert (refused.status_code, unknown.status_code, whole.status_code) == (409, 404, 404)
    assert (unsure.status_code, order.buyer_name) == (422, "Ada")
