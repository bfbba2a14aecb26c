import asyncio
from typing import Any

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.tickets.models import Order, Ticket
from tests.accounts.factories import bearer, make_user
from tests.asked import asked
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type, quota_of, states

BASE = "/api/v1/events/summit"
SCOPES = ["events:write", "orders:read", "orders:write"]


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event, and a client with a token that may do everything with its tickets."""
    made = await make_event()
    user = await make_user(role=Role.OWNER, organisation=made.organisation)
    client.headers.update(await bearer(user, made.organisation, *SCOPES))
    return made


def wish(kind: Any, count: int = 1, **other: Any) -> dict[str, Any]:
    lines = [{"ticket_type": kind.id, "count": count}]
    return {"name": "Ada", "contact": "ada@example.org", "lines": lines, **other}


async def test_a_type_is_made_and_listed(client: httpx.AsyncClient, event: Event) -> None:
    draft = {"name": {"en": "Standard"}, "price_minor": 1000, "places": 5}
    made = await client.post(f"{BASE}/ticket-types", json=draft)
    assert made.status_code == 201
    listed = await client.get(f"{BASE}/ticket-types")
    assert listed.json() == {"items": [made.json()]}
    assert (made.json()["left"], made.json()["state"], made.json()["currency"]) == (
        5,
        "on_sale",
        "CNY",
    )
    (quota,) = (await client.get(f"{BASE}/quotas")).json()["items"]
    assert quota == {
        "id": quota["id"],
        "name": "Standard",
        "size": 5,
        "used": 0,
        "ticket_types": [made.json()["id"]],
    }


async def test_a_free_order_answers_with_signed_codes(
    client: httpx.AsyncClient, event: Event
) -> None:
    kind = await make_type(event)
    answer = await client.post(f"{BASE}/orders", json=wish(kind, 2))
    order, body = await Order.get(), answer.json()
    assert (answer.status_code, body["code"], body["secret"]) == (201, order.code, order.secret)
    assert body["state"] == "paid"
    assert [(t["number"], t["state"], t["holder_name"]) for t in body["tickets"]] == [
        (1, "valid", "Ada"),
        (2, "valid", "Ada +1"),
    ]
    assert len({t["code"] for t in body["tickets"]} - {None}) == 2
    assert [entry["action"] for entry in body["history"]] == ["placed", "paid"]


async def test_strangers_may_order(client: httpx.AsyncClient) -> None:
    kind = await make_type(await make_event(), price_minor=5)
    answer = await client.post(f"{BASE}/orders", json=wish(kind))
    assert (answer.status_code, answer.json()["tickets"][0]["code"]) == (201, None)


async def test_the_same_key_twice_is_one_order(client: httpx.AsyncClient, event: Event) -> None:
    kind = await make_type(event)
    key = {"idempotency-key": "k1"}
    first = await client.post(f"{BASE}/orders", json=wish(kind), headers=key)
    again = await client.post(f"{BASE}/orders", json=wish(kind), headers=key)
    other = await client.post(f"{BASE}/orders", json=wish(kind, 2), headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert (other.status_code, await Ticket.all().count()) == (422, 1)


async def test_sold_out_is_a_problem_and_holds_nothing(
    client: httpx.AsyncClient, event: Event
) -> None:
    kind = await make_type(event, places=1)
    answer = await client.post(f"{BASE}/orders", json=wish(kind, 2, language="en"))
    assert (answer.status_code, answer.json()["detail"]) == (409, "Only 1 left of Standard.")
    assert ((await quota_of(kind)).used, await Order.all().count()) == (0, 0)


async def test_a_flash_sale_over_http_sells_what_there_is(client: httpx.AsyncClient) -> None:
    kind = await make_type(await make_event(), places=20)
    attempts = [client.post(f"{BASE}/orders", json=wish(kind)) for _ in range(100)]
    answers = await asyncio.gather(*attempts)
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(201), statuses.count(409)) == (20, 80)
    assert (await quota_of(kind)).used == await Ticket.all().count() == 20


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\u0001b"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"contact": "nobody"}, "contact"),
        ({"lines": []}, "lines"),
        ({"lines": [{"ticket_type": 2**63}]}, "lines[0].ticket_type"),
        ({"lines": [{"ticket_type": 1, "count": 0}]}, "lines[0].count"),
        ({"language": "fr"}, "language"),
    ],
)
async def test_a_malformed_wish_names_its_field(
    client: httpx.AsyncClient, event: Event, change: dict[str, Any], field: str
) -> None:
    kind = await make_type(event)
    answer = await client.post(f"{BASE}/orders", json={**wish(kind), **change})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert await Order.all().count() == 0


async def test_four_byte_names_come_back_as_they_went(
    client: httpx.AsyncClient, event: Event
) -> None:
    kind = await make_type(event)
    name = "𠮷野家 😀 䶮"
    answer = await client.post(f"{BASE}/orders", json=wish(kind) | {"name": name})
    shown = await client.get(f"{BASE}/orders/{answer.json()['code']}")
    assert (shown.json()["buyer_name"], shown.json()) == (name, answer.json())


async def test_orders_are_paged_by_cursor(client: httpx.AsyncClient, event: Event) -> None:
    kind = await make_type(event)
    codes = [(await make_order(event, kind)).code for _ in range(3)]
    first = (await client.get(f"{BASE}/orders", params={"limit": 2})).json()
    rest = (await client.get(f"{BASE}/orders", params={"limit": 2, "cursor": first["next"]})).json()
    assert [one["code"] for one in first["items"] + rest["items"]] == codes[::-1]
    assert rest["next"] is None


async def test_an_order_is_paid_and_cancelled(client: httpx.AsyncClient, event: Event) -> None:
    order = await make_order(event, await make_type(event, price_minor=7))
    there = f"{BASE}/orders/{order.code}"
    paid = await client.post(f"{there}/payment", json={"hand": "bank"})
    assert (paid.json()["state"], paid.json()["payments"][0]["received_minor"]) == ("paid", 7)
    ended = await client.post(f"{there}/cancellation")
    again = await client.post(f"{there}/cancellation")
    assert (ended.json()["state"], again.status_code) == ("cancelled", 409)
    assert await states(order) == ("cancelled", ["cancelled"], ["confirmed"])


async def test_a_token_without_the_scope_finds_nothing(client: httpx.AsyncClient) -> None:
    event = await make_event()
    user = await make_user(role=Role.OWNER, organisation=event.organisation)
    order = await make_order(event, await make_type(event))
    client.headers.update(await bearer(user, event.organisation, "events:read"))
    answers = [
        await client.get(f"{BASE}/orders"),
        await client.get(f"{BASE}/orders/{order.code}"),
        await client.post(f"{BASE}/orders/{order.code}/cancellation"),
        await client.post(f"{BASE}/ticket-types", json={"name": {"en": "X"}}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert await states(order) == ("paid", ["valid"], [])


async def test_an_order_alone_takes_at_most_twelve_statements(client: httpx.AsyncClient) -> None:
    kind = await make_type(await make_event(), price_minor=100)
    wished = wish(kind, 3)
    await client.post(f"{BASE}/orders", json=wished)
    async with asked() as sent:
        await client.post(f"{BASE}/orders", json=wished)
    assert 0 < len(sent) <= 12


async def test_orders_that_arrive_together_share_their_statements(
    client: httpx.AsyncClient,
) -> None:
    kind = await make_type(await make_event(), price_minor=100, places=100)
    async with asked() as sent:
        await asyncio.gather(*(client.post(f"{BASE}/orders", json=wish(kind)) for _ in range(32)))
    assert (await Order.all().count(), len(sent) <= 40) == (32, True)


async def test_who_may_only_read_orders_cannot_act_as_the_buyer(
    client: httpx.AsyncClient, event: Event
) -> None:
    kind = await make_type(event)
    order = await make_order(event, kind)
    whole = (await client.get(f"{BASE}/orders/{order.code}")).json()
    reader = await make_user("reader@example.org", role=Role.OWNER, organisation=event.organisation)
    client.headers.update(await bearer(reader, event.organisation, "orders:read"))
    read = (await client.get(f"{BASE}/orders/{order.code}")).json()
    (ticket,) = await Ticket.all()
    assert whole["secret"] == order.secret
    assert order.secret not in str(read)
    assert ticket.secret not in str(read)
    assert read == {
        **whole,
        "secret": None,
        "url": None,
        "tickets": [{**whole["tickets"][0], "secret": None}],
    }
