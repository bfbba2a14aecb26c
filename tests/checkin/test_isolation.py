"""A gate's phone learns nothing of other events, nor the secrets of other gates, whatever it asks for.

Every route that a phone may call is walked: with its own gate, with another gate of the event, with one of a
foreign event, and with none. Who adds such a route says here with which body it is asked.
"""

import asyncio
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from events_svc.accounts.tokens import digest
from events_svc.app import routes
from events_svc.checkin import pair
from events_svc.checkin.models import Scan
from events_svc.checkin.sync.models import DeviceReport
from events_svc.events.models import EventState
from events_svc.tickets.key_models import SigningKey
from events_svc.tickets.models import Order, Ticket
from tests.accounts.factories import make_organisation
from tests.asking import _scope
from tests.checkin.factories import (
    Door,
    code_of,
    make_device,
    make_door,
    make_gate,
    make_order,
    make_ticket,
    make_ticket_type,
    scan_ticket,
)
from tests.events.factories import make_event

FOREIGN = "Foreign"  # stands in every word of the other event
GATES = "/api/v1/gates/{gate_id}"
REFUSED = {401, 403, 404, 409, 410}
NOBODYS = 999_999_999
_PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")


@dataclass(frozen=True)
class World:
    """A gate, another of its event, one of a foreign event, and what no answer may hold."""

    door: Door
    west_id: int
    foreign: Door
    secrets: list[str]
    code: str  # of a ticket of the foreign event
    scan_id: str  # made there

    def bodies(self) -> dict[str, Any]:
        """What is sent where: it asks for what is the foreign event's."""
        scan = {"scan_id": str(uuid.uuid4()), "code": self.code}
        typed = {"scan_id": str(uuid.uuid4()), "code": "7777", "is_typed": True}
        walk_in = {"walk_in_id": str(uuid.uuid4()), "ticket_type_id": self.foreign.ticket_type.id}
        return {
            f"{GATES}/scans": scan,
            f"{GATES}/scans:batch": {"scans": [{**scan, "scan_id": str(uuid.uuid4())}, typed]},
            GATES + "/scans/{scan_id}/undo": {"scan_id": str(uuid.uuid4())},
            f"{GATES}/pairings": {},
            f"{GATES}/status": {"unsent": 1},
            f"{GATES}/walk-ins": {**walk_in, "name": "Eve"},
            GATES + "/tickets/{number}/payment": {"received_minor": 0},
            f"{GATES}/badges": {"ticket": 7777, "seen": 0},
            f"{GATES}/answers": {"items": [{"ticket": 7777, "fields": {"q1": ["yes"]}}]},
            "/gate/tickets/{number}/questions": {},
            "/gate/pair/{token}": {},
        }


@pytest.fixture
async def world(database: None) -> World:
    event = await make_event("ours")
    door = await make_door(event)
    await _person(door, 1)
    west = await make_gate(event, door.checkin_list, "West")
    west_device, west_token = await make_device(west)
    await DeviceReport.create(device=west_device, reported_at=event.starts_at, app="west-app-1")
    foreign = await _foreign()
    scan = await Scan.get(event_id=foreign.event.id)
    tokens = [west_token, foreign.token, await pair.invite(west), await pair.invite(foreign.gate)]
    known = [FOREIGN, "西方", "west-app-1", door.token, "@example.org", "13812345678"]
    known += [*tokens, *(digest(one) for one in (*tokens, door.token))]
    known += [one.secret for one in await Ticket.all()] + [one.secret for one in await Order.all()]
    known += [one.private_key for one in await SigningKey.all()]
    code = await code_of(await Ticket.get(event_id=foreign.event.id))
    return World(door, west.id, foreign, known, code, str(scan.scan_id))


async def test_no_route_tells_a_phone_what_is_not_its_gates(
    client: httpx.AsyncClient, app: Starlette, world: World
) -> None:
    client.headers["authorization"] = f"Device {world.door.token}"
    phone, leaks, opened = Phone(client, app, world), [], []
    for method, path in _of_phones():
        gates = [world.door.gate.id, world.west_id, world.foreign.gate.id, NOBODYS]
        for gate_id in gates if "{gate_id}" in path else gates[:1]:
            status, told = await phone.ask(method, path, gate_id)
            leaks += [(method, path, gate_id, one) for one in world.secrets if one in told]
            is_elsewhere = gate_id != world.door.gate.id
            if is_elsewhere and status not in REFUSED and not _refuses_each(path, told):
                opened.append((method, path, gate_id, status))
    assert leaks == []
    assert opened == []
    assert await Scan.filter(event_id=world.foreign.event.id).count() == 1
    assert await Scan.filter(gate_id__in=[world.west_id, world.foreign.gate.id]).count() == 1


async def test_a_phone_is_nobody_on_the_organisers_pages(
    client: httpx.AsyncClient, world: World
) -> None:
    client.headers["authorization"] = f"Device {world.door.token}"
    slugs = [world.door.event.slug, world.foreign.event.slug]
    pages = ["/organiser/events/{}/door", "/organiser/events/{}/orders", "/api/v1/events/{}/scans"]
    paths = [page.format(slug) for slug in slugs for page in pages]
    answers = [await client.get(path) for path in [*paths, "/organiser", "/api/v1/events"]]
    assert [one.status_code for one in answers[:-1]] == [303, 303, 401, 303, 303, 401, 303]
    assert [one for one in world.secrets if any(one in answer.text for answer in answers)] == []


@dataclass(frozen=True)
class Phone:
    """The phone of the world's own gate."""

    client: httpx.AsyncClient
    app: Starlette
    world: World

    async def ask(self, method: str, path: str, gate_id: int) -> tuple[int, str]:
        """The status and all that is told."""
        address = self._address(path, gate_id)
        if path == "/gate/live":
            return await _first_of_stream(self.app, address, self.world.door.token)
        if method == "GET":
            queries = {"changes": {"after": "a.1"}, "people": {"q": FOREIGN}}
            query = queries.get(path.rpartition("/")[2])
            answer = await self.client.get(address, params=query)
        else:
            body = self.world.bodies()[path]  # a new route? say above how it is asked
            how: dict[str, Any] = {"json": body} if path.startswith("/api/") else {"data": body}
            answer = await self.client.post(address, **how)
        assert answer.status_code != 422, (address, answer.text)
        return answer.status_code, answer.text + str(answer.headers)

    def _address(self, path: str, gate_id: int) -> str:
        parameters = {"gate_id": gate_id, "number": 7777, "scan_id": self.world.scan_id}
        parameters |= {"uid": uuid.uuid4(), "token": "nonsense"}
        return _PARAMETER.sub(lambda found: str(parameters[found[1]]), path)


async def _first_of_stream(app: Starlette, path: str, token: str) -> tuple[int, str]:
    """The beginning of an answer that does not end."""
    told: list[dict[str, Any]] = []
    enough = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        told.append(message)
        if message["type"] == "http.response.body":
            enough.set()

    asking = asyncio.create_task(
        app(_scope(app, "GET", path, {"authorization": f"Device {token}"}), receive, send)
    )
    await asyncio.wait_for(enough.wait(), 30)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    body = b"".join(one.get("body", b"") for one in told)
    return int(told[0]["status"]), body.decode()


def _refuses_each(path: str, told: str) -> bool:
    """A batch refuses in words, one by one."""
    if not path.endswith(":batch"):
        return False
    results = json.loads(told[: told.rindex("]}") + 2])["results"]
    return all(one["answer"] is None and one["refused"] for one in results)


def _of_phones() -> list[tuple[str, str]]:
    """Method and path of every route that a phone's page or its scanner may call."""
    found = (_PARAMETER.sub(r"{\1}", one) for one in _served(routes()))
    parts = (one.split(" ") for one in found)
    return [(m, path) for m, path in parts if path.startswith(("/gate", f"{GATES}/"))]


def _served(found: list[BaseRoute], prefix: str = "") -> Iterator[str]:
    for route in found:
        if isinstance(route, Mount) and route.routes:
            yield from _served(list(route.routes), prefix + route.path)
        elif isinstance(route, Route):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield f"{method} {prefix}{route.path}"


async def _foreign() -> Door:
    """A draft of another organisation, in which every word says so, and where somebody was let in."""
    event = await make_event(
        "foreign", organisation=await make_organisation("foreign"), state=EventState.DRAFT
    )
    event.title = {"zh": f"{FOREIGN} 西方", "en": FOREIGN}
    await event.save(update_fields=["title"])
    door = await make_door(event, types=[await make_ticket_type(event, FOREIGN)])
    await scan_ticket(door, await _person(door, 7777, f"{FOREIGN} Person"))
    return door


async def _person(door: Door, number: int, name: str = "Somebody") -> Ticket:
    contact = {"email": f"{name[:7]}@example.org", "phone": "+8613812345678"}
    order = await make_order(door.event, code=f"Q{number:05}", buyer_name=name, **contact)
    held = {"holder_email": contact["email"], "holder_phone": contact["phone"]}
    return await make_ticket(door.ticket_type, number=number, order=order, holder_name=name, **held)
