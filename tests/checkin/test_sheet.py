"""One sheet with the pairing codes of all gates."""

import re

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.checkin import gates
from events_svc.checkin.models import Pairing
from tests.accounts.factories import csrf, make_user, sign_in
from tests.checkin.factories import Door, make_door, make_gate

SHEET = "/organiser/events/summit/door/sheet"


@pytest.fixture
async def door(client: httpx.AsyncClient) -> Door:
    """A gate, and the browser of who keeps the door."""
    made = await make_door()
    person = await make_user(role=Role.DOOR, organisation=made.event.organisation)
    await sign_in(client, person)
    return made


async def test_every_phone_gets_a_code_of_its_own_gate(
    client: httpx.AsyncClient, door: Door
) -> None:
    west = await make_gate(door.event, door.checkin_list, "West")
    phones = {f"phones_{door.gate.id}": "2", f"phones_{west.id}": "1"}
    page = await client.post(SHEET, data={"csrf": await csrf(client), **phones})
    codes = re.findall(r'aria-label="(.*?)"><path.*?d="(M[^"]*)"/></svg>', page.text)
    made = [one.gate_id for one in await Pairing.all().order_by("id")]
    assert (page.status_code, page.headers["referrer-policy"]) == (201, "no-referrer")
    assert made == [door.gate.id, door.gate.id, west.id]
    assert re.findall(r"<li>\s*<h2>(.*?)</h2>", page.text) == ["East gate"] * 2 + ["West gate"]
    assert [title for title, _ in codes] == [
        f"Pairing code of {g} gate" for g in ("East", "East", "West")
    ]
    assert len({modules for _, modules in codes}) == 3


@pytest.mark.parametrize("phones", ["0", "7", "-1", "x", ""])
async def test_no_phone_and_too_many_make_no_code(
    client: httpx.AsyncClient, door: Door, phones: str
) -> None:
    asked = {"csrf": await csrf(client), f"phones_{door.gate.id}": phones}
    page = await client.post(SHEET, data=asked)
    assert (page.status_code, await Pairing.all().count()) == (422, 0)
    assert "✕ Choose at least one phone." in page.text


async def test_closed_gates_and_those_of_other_events_are_not_on_the_sheet(
    client: httpx.AsyncClient, door: Door
) -> None:
    await gates.close_gate(door.gate)
    page = await client.get(SHEET)
    assert "Open a gate first." in page.text
    asked = {"csrf": await csrf(client), f"phones_{door.gate.id}": "1"}
    assert (await client.post(SHEET, data=asked)).status_code == 422
    assert await Pairing.all().count() == 0
