import asyncio
from pathlib import Path

import httpx
from starlette.applications import Starlette

from events_svc.badges.models import BadgePrint, BadgePrinting
from tests.checkin.factories import Door, make_device, make_door, make_gate, make_ticket
from tests.conftest import browser
from tests.documents.reading import draw_pages, words_of
from tests.events.factories import make_event


async def test_a_paired_phone_prints_a_label(client: httpx.AsyncClient, tmp_path: Path) -> None:
    door = await make_door()
    await make_ticket(door.ticket_type, number=7, holder_name="欧阳䶮")
    answer = (await _ask(client, door)).json()
    assert answer["copies"] == 1
    label = await client.get(answer["pdf"], headers=_device(door.token))
    (tmp_path / "label.pdf").write_bytes(label.content)
    assert len(draw_pages(tmp_path / "label.pdf")) == 1
    assert "欧阳䶮" in words_of(tmp_path / "label.pdf")
    printing = await BadgePrinting.get()
    assert (printing.printer, printing.gate_id) == (f"device:{door.device.id}", door.gate.id)


async def test_the_second_print_tells_who_and_where_and_asks(client: httpx.AsyncClient) -> None:
    door = await make_door()
    await make_ticket(door.ticket_type, number=7)
    await _ask(client, door)
    second = (await _ask(client, door)).json()
    assert (second["pdf"], second["copies"]) == (None, 1)
    assert second["printed_at_gate"] == {"zh": "East 门", "en": "East gate"}
    assert await BadgePrint.all().count() == 1
    third = (await _ask(client, door, seen=1)).json()
    assert (third["pdf"] is not None, third["copies"]) == (True, 2)


async def test_of_four_gates_that_print_one_badge_at_once_one_prints(
    client: httpx.AsyncClient,
) -> None:
    door = await make_door()
    await make_ticket(door.ticket_type, number=7)
    answers = await asyncio.gather(*(_ask(client, door) for _ in range(4)))
    printed = [answer.json()["pdf"] is not None for answer in answers]
    assert (sorted(printed), await BadgePrint.all().count()) == ([False] * 3 + [True], 1)


async def test_a_phone_prints_nothing_of_others(client: httpx.AsyncClient, app: Starlette) -> None:
    door = await make_door()
    organisation = await door.event.organisation
    foreign = await make_door(await make_event("other", organisation=organisation))
    await make_ticket(door.ticket_type, number=7)
    _, neighbour = await make_device(await make_gate(door.event, door.checkin_list, "West"))
    pdf = (await _ask(client, door)).json()["pdf"]
    async with browser(app) as stranger:
        seen = [(await stranger.get(pdf)).status_code]
    seen += [(await client.get(pdf, headers=_device(neighbour))).status_code]
    seen += [(await _ask(client, foreign, ticket=7)).status_code]
    url = f"/api/v1/gates/{door.gate.id}/badges"
    for token in (foreign.token, neighbour, "x"):
        answer = await client.post(url, json={"ticket": 7}, headers=_device(token))
        seen.append(answer.status_code)
    assert (seen, await BadgePrint.all().count()) == ([401, 404, 404, 404, 404, 401], 1)


async def _ask(client: httpx.AsyncClient, door: Door, **body: int) -> httpx.Response:
    url = f"/api/v1/gates/{door.gate.id}/badges"
    return await client.post(url, json={"ticket": 7, **body}, headers=_device(door.token))


def _device(token: str) -> dict[str, str]:
    return {"authorization": f"Device {token}"}
