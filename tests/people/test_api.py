"""Tables of an event in the API."""

import httpx

from events_svc.accounts.models import AuditEntry, Role
from tests.accounts.factories import bearer, make_user
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type

API = "/api/v1/events/summit/exports"


async def test_every_table_that_is_listed_is_streamed_and_logged(client: httpx.AsyncClient) -> None:
    event = await make_event()
    order = await make_order(event, await make_type(event))
    user = await make_user(role=Role.OWNER, organisation=event.organisation)
    client.headers.update(await bearer(user, event.organisation, "orders:write"))
    tables = (await client.get(API)).json()["items"]
    assert {one["name"] for one in tables} == {
        "orders", "attendees", "answers", "movements", "invoices", "taxes",
    }  # fmt: skip
    for one in tables:
        answer = await client.get(f"{API}/{one['name']}/csv")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    paid = await client.get(f"{API}/orders/csv?state=paid")
    assert (order.code in paid.text, order.secret in paid.text) == (True, False)
    assert (await client.get(f"{API}/orders/csv?state=odd")).status_code == 404
    assert (await client.get(f"{API}/orders/pdf")).status_code == 404
    assert await AuditEntry.filter(action="export.taken").count() == len(tables) + 1


async def test_who_may_only_read_orders_takes_no_table(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await make_order(event, await make_type(event))
    user = await make_user(role=Role.OWNER, organisation=event.organisation)
    client.headers.update(await bearer(user, event.organisation, "orders:read"))
    assert (await client.get(f"{API}/orders/csv")).status_code == 404
    assert await AuditEntry.filter(action="export.taken").count() == 0
