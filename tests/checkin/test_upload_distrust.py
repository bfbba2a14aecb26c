"""What is not believed of an upload, or is stored and marked."""

from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.checkin.check import broken
from events_svc.checkin.conflicts.models import Conflict
from events_svc.checkin.models import Admission, Device, Scan
from tests.checkin.alone import Item, Phone, second_door
from tests.checkin.factories import Door, code_of, make_door, make_ticket, scan_ticket
from tests.checkin.tampering import tamper
from tests.events.factories import make_event

MORNING = clock.now().replace(microsecond=0) - timedelta(hours=2)


@pytest.fixture
async def door(client: httpx.AsyncClient) -> Door:
    """A gate, and its phone as the client."""
    made = await make_door()
    client.headers["authorization"] = f"Device {made.token}"
    return made


async def test_a_code_that_nobody_signed_is_marked(client: httpx.AsyncClient, door: Door) -> None:
    await _sent(client, door, Phone(door).shows(99, MORNING, code="FORGED", basis="signature"))
    scan = await Scan.get()
    assert (scan.verdict, scan.ticket_id) == ("ok", None)
    assert scan.detail.items() >= {"unsigned": True, "ticket_number": 99}.items()


async def test_nobody_comes_in_by_the_ticket_of_another_event(
    client: httpx.AsyncClient, door: Door
) -> None:
    elsewhere = await _elsewhere(door)
    code = await code_of(await make_ticket(elsewhere.ticket_type, number=5))
    phone = Phone(door)
    refused = {"verdict": "refused", "reason": "wrong_event"}
    items = [phone.shows(None, code=code), phone.shows(None, MORNING, code=code, **refused)]
    results = await _all_sent(client, door, items)
    assert [one["answer"]["ticket"] for one in results] == [None, None]
    assert [one.ticket_id is None for one in await Scan.all().order_by("id")] == [True, False]
    assert not await Admission.exists()


async def test_a_scan_of_another_event_cannot_be_undone(
    client: httpx.AsyncClient, door: Door
) -> None:
    elsewhere = await _elsewhere(door)
    scan = await scan_ticket(elsewhere, await make_ticket(elsewhere.ticket_type))
    await _sent(client, door, Phone(door).shows(1, verdict="undone", undoes=str(scan.scan_id)))
    assert await _entries() == [1]


async def test_what_another_gate_let_in_cannot_be_undone(
    client: httpx.AsyncClient, door: Door
) -> None:
    ticket, west = await make_ticket(door.ticket_type), await second_door(door)
    scan = await scan_ticket(west, ticket)
    await _sent(client, door, Phone(door).shows(1, verdict="undone", undoes=str(scan.scan_id)))
    assert await _entries() == [1]
    assert (await scan_ticket(west, ticket)).reason == "already_used"


async def test_a_try_of_another_phone_is_left_alone(client: httpx.AsyncClient, door: Door) -> None:
    ticket = await make_ticket(door.ticket_type)
    other = await make_door(door.event)
    await type(other.gate).filter(id=other.gate.id).update(checkin_list_id=door.checkin_list.id)
    scan = await scan_ticket(other, ticket)
    await _sent(client, door, Phone(door).shows(1, tried=str(scan.scan_id)))
    assert await _entries() == [2]
    assert await Conflict.all().count() == 1


async def test_a_closed_gate_tells_what_it_did(client: httpx.AsyncClient, door: Door) -> None:
    await make_ticket(door.ticket_type)
    await type(door.gate).filter(id=door.gate.id).update(is_active=False)
    assert (await _sent(client, door, Phone(door).shows(1, MORNING)))["answer"]["verdict"] == "ok"


async def test_a_revoked_phone_tells_nothing_more(client: httpx.AsyncClient, door: Door) -> None:
    await make_ticket(door.ticket_type)
    await Device.filter(id=door.device.id).update(revoked_at=clock.now())
    answer = await client.post(_batch(door), json={"scans": [Phone(door).shows(1, MORNING)]})
    assert (answer.status_code, await Scan.all().count()) == (401, 0)


async def test_a_phone_tells_nothing_of_another_gate(client: httpx.AsyncClient, door: Door) -> None:
    other = await _elsewhere(door)
    answer = await client.post(_batch(other), json={"scans": [Phone(other).shows(1, MORNING)]})
    assert (answer.status_code, await Scan.all().count()) == (404, 0)


async def test_an_id_of_another_gate_is_taken(client: httpx.AsyncClient, door: Door) -> None:
    elsewhere = await _elsewhere(door)
    scan = await scan_ticket(elsewhere, await make_ticket(elsewhere.ticket_type))
    result = await _sent(client, door, Phone(door).shows(1, scan_id=scan.scan_id))
    assert result["refused"] == "This scan id belongs to another scan."
    assert await Scan.all().count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"seq": None},
        {"at_device": None},
        {"at_device": "0001-01-01T00:00:00Z"},
        {"decided": {"basis": "online"}},
        {"decided": {"reason": "already_used"}},
        {"decided": {"verdict": "undone", "reason": "undone"}},
        {"decided": {"hash": "0"}},
    ],
    ids=["no seq", "no time", "no such time", "online", "no reason", "undoes nothing", "no hash"],
)
async def test_what_no_phone_says_is_malformed(
    client: httpx.AsyncClient, door: Door, wrong: Item
) -> None:
    item = Phone(door).shows(1, MORNING)
    item = {**item, **wrong, "decided": {**item["decided"], **wrong.get("decided", {})}}
    answer = await client.post(_batch(door), json={"scans": [item]})
    assert (answer.status_code, await Scan.all().count()) == (422, 0)


async def test_an_entry_that_was_changed_on_the_phone_is_marked(
    client: httpx.AsyncClient, door: Door
) -> None:
    await make_ticket(door.ticket_type)
    item = Phone(door).shows(1, MORNING, verdict="refused", reason="already_used")
    item["decided"] |= {"verdict": "ok", "reason": "ok"}
    await _sent(client, door, item)
    scan = await Scan.get()
    assert (scan.verdict, scan.detail["chain"]) == ("ok", "broken")
    assert await broken() == [
        f"what device {door.device.id} decided itself is broken at its entry 0"
    ]


async def test_an_entry_that_was_changed_in_the_log_breaks_both_chains(
    client: httpx.AsyncClient, door: Door
) -> None:
    await make_ticket(door.ticket_type)
    await _sent(client, door, Phone(door).shows(1, MORNING, verdict="refused", reason="unpaid"))
    scan = await Scan.get()
    await tamper("UPDATE scan SET reason = 'blocked' WHERE id = $1", scan.id)
    assert await broken() == [
        f"the log of device {door.device.id} is broken at scan {scan.scan_id}",
        f"what device {door.device.id} decided itself is broken at its entry 0",
    ]


async def test_an_entry_that_never_came_is_noticed(client: httpx.AsyncClient, door: Door) -> None:
    await make_ticket(door.ticket_type)
    phone = Phone(door)
    first, _lost, third = [phone.shows(n, MORNING) for n in (1, 2, 3)]
    await _all_sent(client, door, [third, first])
    assert await broken() == [
        f"what device {door.device.id} decided itself lacks what came before its entry 2"
    ]


async def _elsewhere(door: Door) -> Door:
    """The door of another event."""
    return await make_door(await make_event("elsewhere", organisation=door.event.organisation))


async def _sent(client: httpx.AsyncClient, door: Door, item: Item) -> Item:
    """The result of an upload of one."""
    (result,) = await _all_sent(client, door, [item])
    return result


async def _all_sent(client: httpx.AsyncClient, door: Door, items: list[Item]) -> list[Item]:
    answer = await client.post(_batch(door), json={"scans": items})
    assert answer.status_code == 200, answer.text
    results: list[Item] = answer.json()["results"]
    return results


async def _entries() -> list[int]:
    return [one.entries for one in await Admission.all().order_by("id")]


def _batch(door: Door) -> str:
    return f"/api/v1/gates/{door.gate.id}/scans:batch"
