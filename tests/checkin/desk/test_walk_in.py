import asyncio
import uuid
from typing import Any

import httpx
import pytest

from events_svc.checkin.models import Gate
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.product_models import TicketType
from tests.accounts.factories import make_organisation
from tests.checkin.factories import Door, make_door
from tests.events.factories import make_event
from tests.tickets.factories import history, make_type, quota_of, states


@pytest.fixture
async def desk(client: httpx.AsyncClient) -> Door:
    """A gate where people register and pay, and its phone as the client."""
    event = await make_event()
    made = await make_door(event, types=[await make_type(event, price_minor=20_000, places=2)])
    await Gate.filter(id=made.gate.id).update(is_desk=True)
    client.headers["authorization"] = f"Device {made.token}"
    return made


async def test_what_the_gate_lets_in_is_offered_with_its_price(
    client: httpx.AsyncClient, desk: Door
) -> None:
    await make_type(desk.event, "Elsewhere")
    await make_type(desk.event, "Guests", is_hidden=True)
    answer = await client.get(_at(desk, "walk-ins"))
    assert answer.json()["items"] == [
        {
            "ticket_type_id": desk.ticket_type.id,
            "ticket_type": desk.ticket_type.name,
            "variant_id": None,
            "variant": None,
            "price_minor": 20_000,
            "currency": "CNY",
            "left": 2,
        }
    ]


async def test_a_walk_in_pays_and_goes_in(client: httpx.AsyncClient, desk: Door) -> None:
    made = (await client.post(_at(desk, "walk-ins"), json=_visitor(desk))).json()
    before = await _scan(client, desk, made["number"])
    payment = _at(desk, f"tickets/{made['number']}/payment")
    asked = (await client.get(payment)).json()
    paid = await client.post(payment, json={"received_minor": asked["due_minor"]})
    after = await _scan(client, desk, made["number"])
    order = await Order.get()
    assert (made["due_minor"], before, paid.status_code, after) == (20_000, "unpaid", 204, "ok")
    assert asked == {
        "order_code": order.code,
        "due_minor": 20_000,
        "currency": "CNY",
        "tickets": 1,
    }
    assert await states(order) == ("paid", ["valid"], ["confirmed"])
    assert await history(order) == [("placed", 0), ("paid", 20_000)]


async def test_a_free_walk_in_goes_in_at_once(client: httpx.AsyncClient, desk: Door) -> None:
    await TicketType.filter(id=desk.ticket_type.id).update(price_minor=0)
    made = (await client.post(_at(desk, "walk-ins"), json=_visitor(desk))).json()
    assert made["due_minor"] == 0
    assert await _scan(client, desk, made["number"]) == "ok"


async def test_registered_twice_at_once_is_registered_once(
    client: httpx.AsyncClient, desk: Door
) -> None:
    visitor = _visitor(desk)
    answers = await asyncio.gather(
        *(client.post(_at(desk, "walk-ins"), json=visitor) for _ in range(5))
    )
    assert {one.json()["number"] for one in answers} == {(await Ticket.get()).number}
    assert (await quota_of(desk.ticket_type)).used == 1


async def test_nobody_registers_when_the_house_is_full(
    client: httpx.AsyncClient, desk: Door
) -> None:
    answers = [await client.post(_at(desk, "walk-ins"), json=_visitor(desk)) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 409]
    assert answers[2].json()["detail"] == "Standard is sold out."
    assert await Ticket.all().count() == 2


async def test_money_is_taken_once_and_no_other_sum(client: httpx.AsyncClient, desk: Door) -> None:
    made = (await client.post(_at(desk, "walk-ins"), json=_visitor(desk))).json()
    payment = _at(desk, f"tickets/{made['number']}/payment")
    sums = [19_999, 20_000, 20_000]
    answers = [await client.post(payment, json={"received_minor": one}) for one in sums]
    assert [one.status_code for one in answers] == [409, 204, 204]
    assert await states(await Order.get()) == ("paid", ["valid"], ["confirmed"])


async def test_a_gate_that_is_no_desk_takes_nobody_and_no_money(
    client: httpx.AsyncClient, desk: Door
) -> None:
    made = (await client.post(_at(desk, "walk-ins"), json=_visitor(desk))).json()
    await Gate.filter(id=desk.gate.id).update(is_desk=False)
    payment = _at(desk, f"tickets/{made['number']}/payment")
    answers = [
        await client.get(_at(desk, "walk-ins")),
        await client.post(_at(desk, "walk-ins"), json=_visitor(desk)),
        await client.post(payment, json={"received_minor": 20_000}),
    ]
    assert [one.status_code for one in answers] == [409] * 3
    assert await states(await Order.get()) == ("pending", ["held"], [])


async def test_a_desk_sells_nothing_of_elsewhere(client: httpx.AsyncClient, desk: Door) -> None:
    other = await make_type(
        await make_event("other", organisation=await make_organisation("other"))
    )
    hidden = await make_type(desk.event, "Guests", is_hidden=True)
    for kind in (other, hidden):
        visitor = {**_visitor(desk), "ticket_type_id": kind.id}
        assert (await client.post(_at(desk, "walk-ins"), json=visitor)).status_code == 409
    assert await Order.all().count() == 0


async def test_the_phone_of_another_gate_finds_no_desk_here(
    client: httpx.AsyncClient, desk: Door
) -> None:
    elsewhere = await make_door(
        await make_event("other", organisation=await make_organisation("other"))
    )
    client.headers["authorization"] = f"Device {elsewhere.token}"
    answers = [
        await client.get(_at(desk, "walk-ins")),
        await client.post(_at(desk, "walk-ins"), json=_visitor(desk)),
        await client.get(_at(desk, "people?q=a")),
    ]
    assert [one.status_code for one in answers] == [404] * 3
    assert await Order.all().count() == 0


def _visitor(desk: Door) -> dict[str, Any]:
    return {
        "walk_in_id": str(uuid.uuid4()),
        "ticket_type_id": desk.ticket_type.id,
        "name": "仇小雨",
        "organisation": "机器人学会",
        "phone": "13800001234",
    }


def _at(desk: Door, path: str) -> str:
    return f"/api/v1/gates/{desk.gate.id}/{path}"


async def _scan(client: httpx.AsyncClient, desk: Door, number: int) -> str:
    body = {"scan_id": str(uuid.uuid4()), "code": str(number), "is_typed": True}
    return str((await client.post(_at(desk, "scans"), json=body)).json()["reason"])
