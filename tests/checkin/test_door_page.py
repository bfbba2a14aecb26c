import asyncio
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette

from events_svc import clock
from events_svc.accounts.models import AuditEntry, Role
from events_svc.checkin import admit, pair
from events_svc.checkin.errors import PairingOver
from events_svc.checkin.models import Device, Gate, Pairing
from events_svc.checkin.sync.models import DeviceReport
from events_svc.events.models import Event
from events_svc.web import live
from events_svc.web.checkin import door as organisers_door
from events_svc.web.checkin.door import PARTS
from tests.accounts.factories import csrf, make_user, sign_in
from tests.asked import asked
from tests.checkin.factories import (
    Door,
    code_of,
    make_door,
    make_order,
    make_ticket,
    scan_ticket,
    typed,
)
from tests.conftest import browser
from tests.events.factories import make_event

DOOR = "/organiser/events/summit/door"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event, and the browser of who keeps its door."""
    made = await make_event()
    await sign_in(client, await make_user(role=Role.DOOR, organisation=made.organisation))
    return made


async def test_an_empty_door_teaches_what_to_do(client: httpx.AsyncClient, event: Event) -> None:
    page = await client.get(DOOR)
    assert page.status_code == 200
    assert "A gate is a door with a list of who may pass." in page.text


async def test_the_page_shows_figures_gates_and_last_scans(
    client: httpx.AsyncClient, event: Event
) -> None:
    door = await make_door(event)
    ticket = await make_ticket(door.ticket_type, number=7)
    await scan_ticket(door, ticket)
    await scan_ticket(door, ticket)
    page = await client.get(DOOR)
    assert "<dd>1 / 1<small>" in page.text
    assert page.text.count("Guest 7") == 2
    assert "✓ Welcome" in page.text
    assert "✕ Already used" in page.text
    assert "<dt>Inside</dt><dd>1</dd>" in page.text


async def test_a_question_of_a_gate_is_no_refusal(client: httpx.AsyncClient, event: Event) -> None:
    door = await make_door(event)
    order = await make_order(event, code="ABCD23")
    for number in (1, 2):
        await make_ticket(door.ticket_type, number=number, order=order)
    assert (await admit.admit(await typed(door, "ABCD23"))).reason == "ambiguous"
    page = await client.get(DOOR)
    assert "<dt>Refused</dt><dd>0<small>1 asked back</small></dd>" in page.text
    assert '<span class="state wait">⋮ Which one?</span>' in page.text


async def test_the_page_says_how_each_phone_is(client: httpx.AsyncClient, event: Event) -> None:
    door = await make_door(event)
    now = clock.now()
    await Device.filter(id=door.device.id).update(name="Ada's phone", seen_at=now)
    await DeviceReport.create(
        device=door.device,
        unsent=3,
        battery=0.15,
        clock_offset_ms=-61_000,
        snapshot_at=now - timedelta(hours=1),
        reported_at=now,
    )
    text = (await client.get(DOOR)).text
    said = ("3 scans unsent", "battery low", "set its clock", "knows old data", "61 s fast", "15%")
    assert [words for words in said if words not in text] == []
    await Device.filter(id=door.device.id).update(seen_at=now - timedelta(minutes=5))
    assert "no contact" in (await client.get(DOOR)).text


async def test_a_gate_becomes_a_desk_and_is_none_again(
    client: httpx.AsyncClient, event: Event
) -> None:
    door = await make_door(event)
    answer = await _post(client, f"/gates/{door.gate.id}/desk")
    assert answer.headers["location"] == f"{DOOR}/gates"
    assert "● Desk" in (await client.get(f"{DOOR}/gates")).text
    await _post(client, f"/gates/{door.gate.id}/desk/closing")
    assert "● Desk" not in (await client.get(f"{DOOR}/gates")).text


async def test_the_page_speaks_chinese(client: httpx.AsyncClient, event: Event) -> None:
    door = await make_door(event)
    await scan_ticket(door, await make_ticket(door.ticket_type))
    page = await client.get(DOOR, headers={"accept-language": "zh"})
    assert "已到 / 应到" in page.text
    assert "✓ 通过" in page.text


async def test_the_first_gate_gets_a_list_of_all_tickets(
    client: httpx.AsyncClient, event: Event
) -> None:
    await _post(client, "/gates", name_zh="东门", name_en="East gate")
    gate = await Gate.get().select_related("checkin_list")
    assert gate.name == {"zh": "东门", "en": "East gate"}
    assert gate.checkin_list.name == {"zh": "全部门票", "en": "All tickets"}
    actions = await AuditEntry.all().order_by("id").values_list("action", "event_id")
    assert actions == [("list.made", event.id), ("gate.opened", event.id)]


async def test_a_gate_without_a_name_is_refused(client: httpx.AsyncClient, event: Event) -> None:
    answer = await _post(client, "/gates")
    assert (answer.status_code, await Gate.all().count()) == (422, 0)
    assert "Please fill this in." in answer.text


async def test_another_event_s_list_is_not_found(client: httpx.AsyncClient, event: Event) -> None:
    other = await make_door(await make_event("other", organisation=event.organisation))
    gate = await _post(client, "/gates", name_en="East", checkin_list_id=str(other.checkin_list.id))
    assert (gate.status_code, await Gate.all().count()) == (404, 1)


async def test_a_pairing_code_makes_one_phone_a_device(
    client: httpx.AsyncClient, event: Event, app: Starlette
) -> None:
    door = await make_door(event)
    link = await _pairing_link(client, door)
    async with browser(app) as phone:
        answer = await _pair(phone, link, name="Ada's phone")
        assert (answer.status_code, answer.headers["location"]) == (303, "/gate")
        assert "HttpOnly" in answer.headers["set-cookie"]
        assert (await phone.get("/gate")).status_code == 200
    device = await Device.get(name="Ada's phone")
    assert device.gate_id == door.gate.id  # type: ignore[attr-defined]  # found, or this fails
    assert await Pairing.filter(used_at=None).count() == 0


async def test_a_link_is_used_once(client: httpx.AsyncClient, event: Event, app: Starlette) -> None:
    link = await _pairing_link(client, await make_door(event))
    async with browser(app) as first, browser(app) as second:
        token = await csrf(second, link)
        await _pair(first, link)
        late = await second.post(link, data={"csrf": token})
        again = await second.get(link)
    assert (late.status_code, again.status_code) == (410, 410)
    assert "used already" in again.text
    assert await Device.all().count() == 2


async def test_a_link_expires_after_ten_minutes(
    client: httpx.AsyncClient, event: Event, app: Starlette
) -> None:
    link = await _pairing_link(client, await make_door(event))
    clock.shift(timedelta(minutes=10, seconds=1))
    async with browser(app) as phone:
        assert (await phone.get(link)).status_code == 410
        assert (await phone.get("/gate/pair/nonsense")).status_code == 404


async def test_links_are_not_guessed_for_long(client: httpx.AsyncClient) -> None:
    answers = [(await client.get(f"/gate/pair/{n}")).status_code for n in range(61)]
    assert answers == [404] * 60 + [429]


async def test_of_eight_phones_with_one_link_one_is_paired(database: None) -> None:
    door = await make_door()
    secret = await pair.invite(door.gate)
    paired = await asyncio.gather(*(_result(secret) for _ in range(8)))
    assert sorted(paired) == ["over"] * 7 + ["paired"]


async def test_a_revoked_phone_is_told_so(
    client: httpx.AsyncClient, event: Event, app: Starlette
) -> None:
    door = await make_door(event)
    await _post(client, f"/devices/{door.device.id}/revocation")
    async with browser(app) as phone:
        phone.cookies.set("door", door.token, domain="testserver.local")
        page = await phone.get("/gate")
    assert page.status_code == 401
    assert "This phone is not paired" in page.text


async def test_a_closed_gate_pairs_no_phone(client: httpx.AsyncClient, event: Event) -> None:
    door = await make_door(event)
    secret = await pair.invite(door.gate)
    await _post(client, f"/gates/{door.gate.id}/closing")
    assert (await client.get(f"/gate/pair/{secret}")).status_code == 409
    await _post(client, f"/gates/{door.gate.id}/opening")
    assert (await client.get(f"/gate/pair/{secret}")).status_code == 200


async def test_gates_and_phones_of_another_event_are_not_there(
    client: httpx.AsyncClient, event: Event
) -> None:
    other = await make_door(await make_event("other", organisation=event.organisation))
    paths = [
        f"/gates/{other.gate.id}/pairings",
        f"/gates/{other.gate.id}/closing",
        f"/devices/{other.device.id}/revocation",
        f"/gates/{2**70}/pairings",
    ]
    assert [(await _post(client, path)).status_code for path in paths] == [404] * 4
    assert await Gate.filter(is_active=True).count() == 1
    assert await Device.filter(revoked_at=None).count() == 1


async def test_the_page_takes_as_many_queries_for_three_gates_as_for_one(
    client: httpx.AsyncClient, event: Event
) -> None:
    door = await make_door(event)
    order = await make_order(event)
    await scan_ticket(door, await make_ticket(door.ticket_type, order=order))
    await client.get(DOOR)
    async with asked() as alone:
        await client.get(DOOR)
    for number in (2, 3):
        another = await make_door(event, types=[door.ticket_type])
        ticket = await make_ticket(door.ticket_type, number=number, order=order)
        assert await code_of(ticket)
        await scan_ticket(another, ticket)
    async with asked() as together:
        await client.get(DOOR)
    assert len(together) == len(alone) > 0


async def _result(secret: str) -> str:
    try:
        await pair.pair(secret, name="")
    except PairingOver:
        return "over"
    return "paired"


async def _post(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    return await client.post(DOOR + path, data={"csrf": await csrf(client, DOOR), **fields})


async def _pairing_link(client: httpx.AsyncClient, door: Door) -> str:
    page = await _post(client, f"/gates/{door.gate.id}/pairings")
    assert page.status_code == 201
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="qr"' in page.text
    return page.text.partition('href="http://testserver')[2].partition('"')[0]


async def _pair(phone: httpx.AsyncClient, link: str, **fields: str) -> httpx.Response:
    page = await phone.get(link)
    assert page.status_code == 200
    return await phone.post(link, data={"csrf": await csrf(phone, link), **fields})


async def test_the_stream_sends_each_part_in_the_reader_s_language(
    client: httpx.AsyncClient, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = await make_door(event)
    await scan_ticket(door, await make_ticket(door.ticket_type, number=7))
    monkeypatch.setitem(live.different_parts.__kwdefaults__, "life", 0.05)
    monkeypatch.setattr(live, "PULSE", 0.01)
    monkeypatch.setattr(organisers_door, "PAUSE", 0.0)
    said = (await client.get(f"{DOOR}/live", headers={"accept-language": "zh"})).text
    assert [said.count(f'<section id="live-{name}"') for name in PARTS] == [1] * len(PARTS)
    assert "已到 / 应到" in said
    assert "Guest 7" in said
