from datetime import timedelta
from typing import Any

import httpx
import pytest

from events_svc import clock
from tests.accounts.factories import make_organisation
from tests.checkin.factories import Door, make_door, make_order, make_ticket
from tests.events.factories import make_event


@pytest.fixture
async def door(client: httpx.AsyncClient) -> Door:
    """A gate whose phone is the client; two people, and one of another event with the same name."""
    made = await make_door()
    order = await make_order(made.event, code="KX47QM", phone="13800001234")
    await make_ticket(made.ticket_type, number=7, order=order, holder_name="单雄信")
    await make_ticket(
        made.ticket_type, number=8, holder_name="Ada 100%", holder_organisation="Robot Society"
    )
    await make_ticket(made.ticket_type, number=9, holder_name="Émile Zola")
    other = await make_door(
        await make_event("other", organisation=await make_organisation("other"))
    )
    await make_ticket(other.ticket_type, number=7, holder_name="单雄信")
    client.headers["authorization"] = f"Device {made.token}"
    return made


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("雄信", [7]),
        ("ada", [8]),
        ("robot", [8]),
        ("émile", [9]),
        ("Émile z", [9]),
        ("kx4-7", [7]),
        ("1234", [7]),
        ("13900001234", [7]),
        ("8", [8]),
        ("0%", [8]),
        ("%", [8]),
        ("_", []),
        ("", []),
        ("9" * 30, []),
    ],
)
async def test_people_of_this_event_are_found(
    client: httpx.AsyncClient, door: Door, said: str, numbers: list[int]
) -> None:
    assert [one["number"] for one in await _found(client, door, said)] == numbers


async def test_a_gate_hears_no_more_of_people_than_a_snapshot_tells(
    client: httpx.AsyncClient, door: Door
) -> None:
    assert await _found(client, door, "KX47QM") == [
        {
            "number": 7,
            "name": "单雄信",
            "organisation": "",
            "phone_tail": "1234",
            "order": "KX47QM",
            "state": "valid",
            "type_id": door.ticket_type.id,
            "type": door.ticket_type.name,
            "entries": 0,
        }
    ]


async def test_a_day_after_the_event_nobody_is_found(client: httpx.AsyncClient, door: Door) -> None:
    clock.shift(door.event.ends_at + timedelta(hours=24, minutes=1) - clock.now())
    answer = await client.get(f"/api/v1/gates/{door.gate.id}/people", params={"q": "ada"})
    assert (answer.status_code, "Ada" in answer.text) == (410, False)


async def _found(client: httpx.AsyncClient, door: Door, said: str) -> list[dict[str, Any]]:
    answer = await client.get(f"/api/v1/gates/{door.gate.id}/people", params={"q": said})
    found: list[dict[str, Any]] = answer.json()["items"]
    return found
