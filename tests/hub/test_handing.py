"""What only the server can do is handed on while it answers; answers to questions hold at the hub at once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from events_svc.app import create_hub
from events_svc.checkin.models import Device, Gate
from events_svc.config import Settings
from events_svc.gateways.upstream import Handed
from events_svc.hub import make
from events_svc.hub.errors import Unreachable
from events_svc.hub.newcomers import OWN_IDS
from events_svc.hub.wire import HubPhone, HubStatus
from events_svc.jobs import hub as following
from events_svc.tickets.questions.models import (
    AnswerKind,
    AskedAt,
    TicketAnswer,
    TicketQuestion,
)
from events_svc.web.hub import handing
from tests.checkin.factories import make_device, make_door, make_ticket
from tests.databases import ENGINE
from tests.hub.factories import Server, begin_hub, make_hub, other_door, read_all
from tests.hub.test_venue import ABOUT

pytestmark = pytest.mark.skipif(ENGINE != "sqlite", reason="a hub has no other engine")

GATE = "/api/v1/gates/1"
MEAL = {"en": "Do you eat here?", "zh": "用餐"}


class Upstream:
    """The server as the hub's pages ask it: what is asked is kept, what it says is prepared."""

    asked: list[tuple[str, str, bytes]] = []
    phones: list[HubPhone] = []
    says: Handed | None = None

    def __init__(self, *_: Any) -> None: ...

    async def hand_on(
        self, method: str, path: str, body: bytes, *, language: str, phone: HubPhone
    ) -> Handed:
        if self.says is None:
            raise Unreachable("cut")
        self.asked.append((method, path, body))
        self.phones.append(phone)
        return self.says


@pytest.fixture
async def phone(
    app: Starlette, database: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """A phone at a hub that is filled with a door and a ticket of which something is asked."""
    door = await make_door()
    await TicketQuestion.create(
        event=door.event,
        kind=AnswerKind.YES_NO,
        label=MEAL,
        is_required=True,
        asked_at=AskedAt.DOOR,
    )
    await make_ticket(door.ticket_type)
    pages = await read_all(await make_hub(door.event))
    await begin_hub(settings, pages)
    _device, token = await make_device(await Gate.get())
    monkeypatch.setattr(handing, "Upstream", Upstream)
    monkeypatch.setattr(handing, "LOOKS", 1)
    monkeypatch.setattr(Upstream, "asked", [])
    monkeypatch.setattr(Upstream, "phones", [])
    own = replace(settings, public_url=ABOUT.addresses[0], is_hub=True)
    served = create_hub(own, worker=_nothing, about=ABOUT)

    async def with_state(scope, receive, send):  # type: ignore[no-untyped-def]  # an ASGI callable
        scope["state"] = {**app.state.lifespan, "settings": own}
        await served(scope, receive, send)

    transport = httpx.ASGITransport(with_state)
    headers = {"accept-language": "en", "authorization": f"Device {token}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="https://192.168.1.5:8443", headers=headers
    ) as made:
        made.pages = pages  # type: ignore[attr-defined]  # for the server of the test
        yield made


async def _nothing(*_: object) -> None: ...


async def test_what_only_the_server_can_do_is_done_there(
    phone: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Upstream, "says", Handed(409, "application/problem+json", b'{"a": 1}'))
    answer = await phone.post(f"{GATE}/walk-ins?x=1", json={"name": "Ada"})
    assert (answer.status_code, answer.json()) == (409, {"a": 1})
    assert Upstream.asked == [("POST", f"{GATE}/walk-ins?x=1", b'{"name":"Ada"}')]
    device = await Device.all().order_by("-id").first()
    assert device is not None
    assert Upstream.phones == [HubPhone(device.uid, 1, device.name)]


async def test_without_the_server_it_says_what_to_do(phone: httpx.AsyncClient) -> None:
    answer = await phone.post(f"{GATE}/tickets/1/payment", json={"received_minor": 1})
    assert answer.status_code == 503
    assert "send the person to a desk with a connection" in answer.json()["detail"]


async def test_nothing_is_handed_on_for_strangers(
    phone: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Upstream, "says", Handed(200, "application/json", b"{}"))
    elsewhere = await phone.get("/api/v1/gates/2/walk-ins")
    stranger = await phone.get(f"{GATE}/walk-ins", headers={"authorization": "Device no"})
    large = await phone.post(f"{GATE}/badges", content=b"x" * (handing.MOST_BYTES + 1))
    assert [one.status_code for one in (elsewhere, stranger, large)] == [404, 401, 503]
    assert Upstream.asked == []


async def test_answers_hold_at_the_hub_and_go_to_the_server_once(phone: httpx.AsyncClient) -> None:
    item = {"ticket": 1, "fields": {f"q{(await TicketQuestion.get()).id}": ["yes"]}}
    assert "Do you eat here?" in (await phone.get("/gate/questions")).text
    said = [await _scan(phone, 1)]
    assert (await phone.post(f"{GATE}/answers", json={"items": [item]})).status_code == 200
    said.append(await _scan(phone, 2))
    assert (said, (await TicketAnswer.get()).id > OWN_IDS) == (["incomplete", "ok"], True)
    server = Server(phone.pages)  # type: ignore[attr-defined]  # of the fixture
    for _ in range(2):
        await following.turn(server, HubStatus())
    assert server.answered == [(1, item)]
    assert await TicketAnswer.all().count() == 1  # the server's content knows of none yet


async def test_a_hub_has_the_rights_of_its_events_gates(client: httpx.AsyncClient) -> None:
    door = await make_door()
    await make_ticket(door.ticket_type)
    _hub, token = await make.make(door.event, name="Laptop")
    elsewhere = await other_door(door)
    asked = {"authorization": f"Hub {token}"}
    people = [
        await client.get(f"/api/v1/gates/{one.gate.id}/people?q=Guest", headers=asked)
        for one in (door, elsewhere)
    ]
    wrong = await client.get(
        f"/api/v1/gates/{door.gate.id}/people", headers={"authorization": "Hub hub_no"}
    )
    assert [one.status_code for one in (*people, wrong)] == [200, 404, 401]
    assert [one["number"] for one in people[0].json()["items"]] == [1]


async def _scan(phone: httpx.AsyncClient, n: int) -> str:
    body = {"scan_id": f"8a1b5a4e-0000-4000-8000-{n:012}", "code": "1", "is_typed": True}
    return str((await phone.post(f"{GATE}/scans", json=body)).json()["reason"])
