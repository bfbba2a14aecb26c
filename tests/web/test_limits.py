"""The limit of orders as a stranger meets it: 429 with Retry-After, and nothing is stored beyond it."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from events_svc.accounts.models import Attempts
from events_svc.tickets.models import Order
from tests.accounts.factories import csrf
from tests.conftest import browser
from tests.events.factories import make_event
from tests.tickets.factories import make_type

ORDERS = "/api/v1/events/summit/orders"


@pytest.fixture
async def stranger(app: Starlette, database: None) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at another address than this machine's, which stands for a proxy."""
    async with browser(app) as made:
        made._transport.client = ("203.0.113.7", 4711)  # type: ignore[attr-defined]  # ASGITransport has it
        yield made


async def test_orders_of_one_address_end_at_the_limit(stranger: httpx.AsyncClient) -> None:
    kind = await make_type(await make_event())
    body = {"name": "Ada", "contact": "ada@example.org", "lines": [{"ticket_type": kind.id}]}
    first = await stranger.post(ORDERS, json=body)
    assert await Attempts.all().values_list("key", "count") == [("orders:203.0.113.7", 1)]
    await Attempts.all().update(count=3000)

    forged = {"x-forwarded-for": "198.51.100.9", "forwarded": "for=198.51.100.9"}
    refused = await stranger.post(ORDERS, json=body, headers=forged)
    form = {f"count_{kind.id}": "1", "name": "Ada", "contact": "ada@example.org"}
    token = await csrf(stranger)
    page = await stranger.post("/events/summit/orders", data={**form, "csrf": token})

    assert (first.status_code, refused.status_code, page.status_code) == (201, 429, 429)
    assert refused.headers["content-type"] == "application/problem+json"
    assert 1 <= int(refused.headers["retry-after"]) <= 600
    assert page.headers["content-type"].startswith("text/html")
    assert 1 <= int(page.headers["retry-after"]) <= 600
    assert await Order.all().count() == 1
