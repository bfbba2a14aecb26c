import random
import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest

from events_svc import clock
from events_svc.checkin.check import broken
from events_svc.checkin.conflicts.models import Conflict
from events_svc.checkin.models import Admission, CheckinList, Device, Scan
from events_svc.checkin.queries import last_scans
from tests.accounts.factories import make_organisation
from tests.checkin.alone import Item, Phone, bring
from tests.checkin.factories import Door, code_of, make_door, make_ticket, scan_ticket
from tests.events.factories import make_event

MORNING = clock.now().replace(microsecond=0) - timedelta(hours=2)


@pytest.fixture
async def door(client: httpx.AsyncClient) -> Door:
    """A gate, and its phone as the client."""
    made = await make_door()
    client.headers["authorization"] = f"Device {made.token}"
    return made


async def test_what_a_phone_showed_is_in_the_log_as_it_was_shown(
    client: httpx.AsyncClient, door: Door
) -> None:
    ticket = await make_ticket(door.ticket_type, number=7, state="cancelled")
    item = Phone(door).shows(7, MORNING, clock_offset_ms=-1500)
    result = await _sent(client, door, item)
    scan = await Scan.get()
    assert result["answer"]["verdict"] == "ok"
    assert result["answer"]["basis"] == "snapshot"
    assert (scan.ticket_id, scan.at) == (ticket.id, MORNING - timedelta(seconds=1.5))
    assert (scan.device_seq, scan.device_hash, [*scan.detail]) == (
        0,
        item["decided"]["hash"],
        ["received"],
    )
    assert await Admission.all().order_by("ticket_id").values_list(
        "ticket_id", "entries", "is_inside"
    ) == [(ticket.id, 1, True)]


async def test_sent_again_it_gets_the_same_answer_and_changes_nothing(
    client: httpx.AsyncClient, door: Door
) -> None:
    await make_ticket(door.ticket_type)
    item = Phone(door).shows(1, MORNING)
    first = await _sent(client, door, item)
    before = await _rows()
    assert await _sent(client, door, item) == first
    assert await _rows() == before


async def test_a_refusal_says_again_what_it_said(client: httpx.AsyncClient, door: Door) -> None:
    await make_ticket(door.ticket_type)
    said = {"first_at": MORNING.isoformat(), "first_gate_id": door.gate.id}
    item = Phone(door).shows(1, MORNING, verdict="refused", reason="already_used", **said)
    answer = (await _sent(client, door, item))["answer"]
    assert (answer["verdict"], answer["reason"]) == ("refused", "already_used")
    assert answer["first_gate"] == {"zh": "East 门", "en": "East gate"}
    assert answer["first_at"] == MORNING.isoformat().replace("+00:00", "Z")
    assert not await Admission.exists()


async def test_scans_of_a_batch_stand_beside_what_was_decided(
    client: httpx.AsyncClient, door: Door
) -> None:
    await make_ticket(door.ticket_type, number=1)
    second = await make_ticket(door.ticket_type, number=2)
    asked = {"scan_id": str(uuid.uuid4()), "code": await code_of(second)}
    results = await _all_sent(client, door, [asked, Phone(door).shows(1, MORNING)])
    assert [one["answer"]["basis"] for one in results] == ["online", "snapshot"]
    assert [one["answer"]["ticket"]["number"] for one in results] == [2, 1]


async def test_a_code_says_whose_ticket_it_was_whatever_the_phone_says(
    client: httpx.AsyncClient, door: Door
) -> None:
    ticket = await make_ticket(door.ticket_type, number=1)
    await make_ticket(door.ticket_type, number=2)
    await _sent(client, door, Phone(door).shows(2, MORNING, code=await code_of(ticket)))
    assert (await Scan.get()).ticket_id == ticket.id


async def test_the_log_keeps_the_time_of_the_phone(client: httpx.AsyncClient, door: Door) -> None:
    await make_ticket(door.ticket_type)
    await _sent(client, door, Phone(door).shows(1, MORNING, clock_offset_ms=2000))
    (entry,) = await last_scans(door.event)
    told = (entry["at_device"], entry["clock_offset_ms"], entry["at"], entry["device_seq"])
    assert told == (MORNING, 2000, MORNING + timedelta(seconds=2), 0)


async def test_a_phone_that_uploads_was_seen_now(client: httpx.AsyncClient, door: Door) -> None:
    await make_ticket(door.ticket_type)
    await _sent(client, door, Phone(door).shows(1, MORNING))
    device = await Device.get(id=door.device.id)
    assert device.seen_at is not None
    assert device.seen_at > MORNING + timedelta(hours=1)


async def test_nothing_has_happened_later_than_now(client: httpx.AsyncClient, door: Door) -> None:
    await make_ticket(door.ticket_type)
    ahead = Phone(door).shows(1, clock.now() + timedelta(days=1))
    await _sent(client, door, ahead)
    scan = await Scan.get()
    assert scan.at <= clock.now()
    assert scan.at_device is not None
    assert scan.at_device > clock.now()


async def test_what_was_undone_without_contact_is_undone(
    client: httpx.AsyncClient, door: Door
) -> None:
    await make_ticket(door.ticket_type)
    phone = Phone(door)
    scan = phone.shows(1, MORNING)
    undoing = phone.undoes(scan, MORNING + timedelta(seconds=5))
    results = await _all_sent(client, door, [undoing, scan])
    assert [one["answer"]["verdict"] for one in results] == ["undone", "ok"]
    assert await Admission.all().values_list("entries", "is_inside") == [(0, False)]
    assert await broken() == []


async def test_an_undoing_may_come_before_what_it_undoes(
    client: httpx.AsyncClient, door: Door
) -> None:
    await make_ticket(door.ticket_type)
    phone = Phone(door)
    scan = phone.shows(1, MORNING)
    await _sent(client, door, phone.undoes(scan))
    await _sent(client, door, scan)
    assert await _entries() == [0]
    assert await broken() == []


async def test_a_scan_of_the_server_is_undone_without_contact(
    client: httpx.AsyncClient, door: Door
) -> None:
    ticket = await make_ticket(door.ticket_type)
    scan = await scan_ticket(door, ticket)
    undoing = Phone(door).shows(1, verdict="undone", undoes=str(scan.scan_id))
    await _sent(client, door, undoing)
    assert await _entries() == [0]
    assert (await Scan.get(verdict="undone")).undoes == scan.scan_id


async def test_what_is_undone_twice_is_said_twice(client: httpx.AsyncClient, door: Door) -> None:
    await make_ticket(door.ticket_type)
    phone = Phone(door)
    scan = phone.shows(1, MORNING)
    await _all_sent(client, door, [scan, phone.undoes(scan), phone.undoes(scan)])
    undoings = await Scan.filter(verdict="undone").order_by("device_seq")
    assert [str(one.undoes) for one in undoings] == [scan["scan_id"], "None"]
    assert [one.detail["undoes"] for one in undoings] == [scan["scan_id"]] * 2
    assert await broken() == []


async def test_a_try_of_which_nobody_saw_the_answer_lets_nobody_in(
    client: httpx.AsyncClient, door: Door
) -> None:
    ticket = await make_ticket(door.ticket_type)
    tried = await scan_ticket(door, ticket)
    await _sent(client, door, Phone(door).shows(1, tried=str(tried.scan_id)))
    assert await Admission.all().values_list("entries", "is_inside") == [(1, True)]
    assert not await Conflict.exists()
    assert await broken() == []


@pytest.mark.usefixtures("database")
async def test_a_batch_in_any_order_gives_the_same_rows() -> None:
    """Each phone sends the same passages in another order, in pieces, and pieces of them again."""
    logged, organisation = [], await make_organisation()
    for seed in range(3):
        door = await make_door(await make_event(f"e{seed}", organisation=organisation))
        batch = await _busy_batch(door)
        chance = random.Random(seed)
        for _ in range(4):
            await bring(door, chance.sample(batch, len(batch)))
        logged.append(await _facts(door))
    assert logged[0] == logged[1] == logged[2]
    assert await broken() == []


async def _busy_batch(door: Door) -> list[Item]:
    """Two in, one of them twice and undone, one out and in again, one refused."""
    for number in (1, 2, 3):
        await make_ticket(door.ticket_type, number=number)
    await CheckinList.filter(id=door.checkin_list.id).update(entry_after_exit=True)
    phone = Phone(door)
    minutes = iter(MORNING + timedelta(minutes=n) for n in range(100))
    first = phone.shows(1, next(minutes))
    batch = [first, phone.shows(1, next(minutes)), phone.shows(2, next(minutes))]
    batch += [phone.undoes(first, next(minutes))]
    batch += [phone.shows(2, next(minutes), direction="exit"), phone.shows(2, next(minutes))]
    batch += [phone.shows(3, next(minutes), verdict="refused", reason="unpaid")]
    return [*batch, phone.shows(2, next(minutes))]


async def _facts(door: Door) -> Any:
    """The rows of this door without what is another's name: ids, hashes."""
    scans = await Scan.filter(gate_id=door.gate.id).order_by("id")
    links = {scan.hash: n for n, scan in enumerate(scans)} | {"": -1}
    places = {scan.id: n for n, scan in enumerate(scans)}
    numbers = dict(await Scan.filter(gate_id=door.gate.id).values_list("id", "ticket__number"))
    return (
        [
            (one.device_seq, one.verdict, one.reason, one.at, links[one.prev_hash], numbers[one.id])
            for one in scans
        ],
        await Admission.filter(checkin_list_id=door.checkin_list.id)
        .order_by("ticket__number")
        .values_list("ticket__number", "entries", "is_inside", "first_at", "last_at", "version"),
        sorted(
            (places[one.owner_scan_id], places[one.suspect_scan_id], one.decision)
            for one in await Conflict.filter(checkin_list_id=door.checkin_list.id)
        ),
    )


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


async def _rows() -> Any:
    return [await model.all().order_by("id").values() for model in (Scan, Admission, Conflict)]


def _batch(door: Door) -> str:
    return f"/api/v1/gates/{door.gate.id}/scans:batch"
