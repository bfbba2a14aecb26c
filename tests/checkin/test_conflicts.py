"""Tickets that came in twice: found at contact, told, decided."""

import asyncio
import random
import uuid
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.checkin.check import broken
from events_svc.checkin.conflicts.models import Conflict
from events_svc.checkin.models import Admission, Device, Scan
from events_svc.checkin.undo import undo
from events_svc.database import notices
from tests.accounts.factories import make_user, sign_in
from tests.asked import asked
from tests.checkin.alone import Item, Phone, bring, make_conflict, second_door
from tests.checkin.factories import Door, make_door, make_ticket, scan_ticket

MORNING = clock.now().replace(microsecond=0) - timedelta(hours=2)
API = "/api/v1/events/summit/door-conflicts"
PAGE = "/organiser/events/summit/door/conflicts"


@pytest.fixture
async def door(client: httpx.AsyncClient) -> Door:
    """A gate with a ticket of number 1, and the browser of who keeps it."""
    made = await make_door()
    await make_ticket(made.ticket_type, number=1)
    keeper = await make_user(role=Role.DOOR, organisation=made.event.organisation)
    await sign_in(client, keeper)
    return made


async def test_who_came_first_by_corrected_clock_is_the_owner(door: Door) -> None:
    other = await second_door(door)
    await bring(other, [Phone(other).shows(1, MORNING + timedelta(minutes=1))])
    late = MORNING + timedelta(minutes=30)  # by a clock that is half an hour ahead
    await bring(door, [Phone(door).shows(1, late, clock_offset_ms=-30 * 60_000)])
    assert await _sides() == [(door.gate.id, other.gate.id)]
    assert await _counted() == [(2, True)]
    assert await broken() == []


async def test_whoever_comes_last_with_it_the_earliest_is_the_owner(door: Door) -> None:
    doors = [door, await second_door(door), await second_door(door, "North")]
    for n in (2, 1, 0):
        await bring(doors[n], [Phone(doors[n]).shows(1, MORNING + timedelta(minutes=n))])
    assert await _sides() == [
        (door.gate.id, doors[1].gate.id),
        (door.gate.id, doors[2].gate.id),
    ]


async def test_what_the_server_let_in_may_be_the_suspect(door: Door) -> None:
    other = await second_door(door)
    ticket = await make_ticket(door.ticket_type, number=2)
    await scan_ticket(other, ticket)
    await bring(door, [Phone(door).shows(2, MORNING)])
    assert await _sides() == [(door.gate.id, other.gate.id)]


async def test_a_conflict_goes_when_one_of_the_two_is_undone(door: Door) -> None:
    await make_conflict(door)
    owner = await Scan.filter(gate_id=door.gate.id).get()
    await undo(
        uuid.uuid4(),
        undone=owner.scan_id,
        token_hash=door.device.token_hash,
        gate_id=door.gate.id,
    )
    assert await Conflict.all().count() == 0
    assert await _counted() == [(1, True)]


async def test_a_refusal_is_no_conflict(door: Door) -> None:
    other = await second_door(door)
    await bring(door, [Phone(door).shows(1, MORNING)])
    refused = {"verdict": "refused", "reason": "already_used"}
    await bring(other, [Phone(other).shows(1, MORNING, **refused)])
    assert await Conflict.all().count() == 0


async def test_in_pieces_of_any_size_and_order_all_becomes_the_same(door: Door) -> None:
    """The same two phones three times, with tickets of their own, in other pieces, some of them twice."""
    found = []
    for seed in range(3):
        base, chance, pieces = 100 * (seed + 1), random.Random(seed), []
        for number in range(3):
            await make_ticket(door.ticket_type, number=base + number)
        for name in ("East", "West"):
            one = await second_door(door, name)
            items = _shown(one, name, base)
            cut = chance.randint(1, len(items) - 1)
            pieces += [(one, items[:cut]), (one, items[cut:])]
        for one, items in chance.sample([*pieces, *pieces[:2]], 6):
            await bring(one, items)
        found.append(await _became(base))
    assert found[0] == found[1] == found[2]
    assert found[0][1:] == ([(0, 2), (1, 1), (2, 2)], [(0, 0, 1), (2, 15, 20)])
    assert await broken() == []


def _shown(door: Door, name: str, base: int) -> list[Item]:
    """What the phones of the two gates showed: tickets 0 and 2 at both, 1 undone at one of them."""
    phone = Phone(door)
    if name == "West":
        return [phone.shows(base + n, _at(minute)) for n, minute in ((0, 1), (2, 15), (1, 30))]
    first, second = phone.shows(base, _at(0)), phone.shows(base + 1, _at(10))
    undoing = phone.undoes(second, _at(11))
    refused = phone.shows(base + 2, _at(12), verdict="refused", reason="unpaid")
    return [first, second, undoing, refused, phone.shows(base + 2, _at(20))]


async def _became(base: int) -> tuple[Any, Any, Any]:
    """Scans, admissions and conflicts of the three tickets from `base`, by minute, without their ids."""
    ours = {"ticket__number__in": [base, base + 1, base + 2]}
    scans = await Scan.filter(**ours).values_list("ticket__number", "verdict", "at")
    admissions = await Admission.filter(**ours).values_list("ticket__number", "entries")
    conflicts = await Conflict.filter(**ours).values_list(
        "ticket__number", "owner_scan__at", "suspect_scan__at"
    )
    return (
        sorted((number - base, verdict, at) for number, verdict, at in scans),
        sorted((number - base, entries) for number, entries in admissions),
        sorted((number - base, _minute(one), _minute(two)) for number, one, two in conflicts),
    )


def _at(minute: int) -> datetime:
    return MORNING + timedelta(minutes=minute)


def _minute(at: datetime) -> int:
    return (at - MORNING) // timedelta(minutes=1)


async def test_two_phones_that_come_back_at_once_find_one_conflict(door: Door) -> None:
    other = await second_door(door)
    for number in range(2, 12):
        await make_ticket(door.ticket_type, number=number)
    phones = [(one, Phone(one)) for one in (door, other)]
    await asyncio.gather(
        *[
            bring(one, [phone.shows(number, MORNING + timedelta(minutes=n))])
            for n, (one, phone) in enumerate(phones)
            for number in range(2, 12)
        ]
    )
    assert await _sides() == [(door.gate.id, other.gate.id)] * 10
    assert await broken() == []


async def test_a_scan_and_an_upload_at_once_stay_true(door: Door) -> None:
    tickets = [await make_ticket(door.ticket_type, number=number) for number in range(2, 8)]
    other = await second_door(door)
    phone = Phone(other)
    await asyncio.gather(
        *[scan_ticket(door, ticket) for ticket in tickets],
        *[bring(other, [phone.shows(ticket.number, MORNING)]) for ticket in tickets],
    )
    admitted = await Scan.filter(gate_id=door.gate.id, verdict="ok").count()
    assert await Conflict.all().count() == admitted
    assert await broken() == []


async def test_who_waits_for_the_event_is_told_at_once(door: Door) -> None:
    other = await second_door(door)
    await bring(door, [Phone(door).shows(1, MORNING)])
    await asyncio.sleep(2 * notices.MOMENT)
    async with notices.listening(f"scans:{door.event.id}") as told:
        await bring(other, [Phone(other).shows(1, MORNING)])
        await asyncio.wait_for(told.wait(), 2)
    assert await Conflict.all().count() == 1


async def test_both_gates_see_it(client: httpx.AsyncClient, door: Door) -> None:
    conflict_id = await make_conflict(door)
    owner, suspect = await Scan.all().order_by("at")
    other = await Device.get(id=suspect.device_id).select_related("gate")
    seen = []
    for gate_id in (owner.gate_id, suspect.gate_id):
        answer = await client.get(f"/api/v1/gates/{gate_id}/conflicts")
        seen.append(answer.json())
    assert other.gate is not None
    assert seen[0] == seen[1]
    assert [one["id"] for one in seen[0]["items"]] == [conflict_id]
    assert seen[0]["items"][0]["owner"] == {
        "scan_id": str(owner.scan_id),
        "at": owner.at.isoformat().replace("+00:00", "Z"),
        "gate_id": door.gate.id,
        "gate": {"zh": "East 门", "en": "East gate"},
        "device": "",
        "basis": "snapshot",
        "received_at": owner.detail["received"].replace(" ", "T").replace("+00:00", "Z"),
        "doubts": ["pairing", "ticket"],  # the test made both just now
    }
    assert seen[0]["items"][0]["suspect"]["gate"] == other.gate.name
    assert seen[0]["items"][0]["ticket"]["number"] == 9002


async def test_a_phone_sees_those_of_its_own_gate_alone(
    client: httpx.AsyncClient, door: Door
) -> None:
    await make_conflict(door)
    client.cookies.clear()
    headers = {"authorization": f"Device {door.token}"}
    own = await client.get(f"/api/v1/gates/{door.gate.id}/conflicts", headers=headers)
    other = await client.get(f"/api/v1/gates/{door.gate.id + 1}/conflicts", headers=headers)
    assert (own.status_code, len(own.json()["items"]), other.status_code) == (200, 1, 404)


async def test_a_gate_of_another_list_does_not_see_it(
    client: httpx.AsyncClient, door: Door
) -> None:
    await make_conflict(door)
    other = await make_door(door.event)
    answer = await client.get(f"/api/v1/gates/{other.gate.id}/conflicts")
    assert answer.json() == {"items": [], "next": None}


async def test_an_entry_too_many_without_a_conflict_is_noticed(door: Door) -> None:
    await make_conflict(door)
    await Conflict.all().delete()
    ticket_id = (await Scan.first()).ticket_id  # type: ignore[union-attr]  # there is one
    assert await broken() == [
        f"ticket {ticket_id} was admitted 2 times on single-entry list {door.checkin_list.id}"
    ]


async def test_three_conflicts_are_read_with_as_many_queries_as_one(
    client: httpx.AsyncClient, door: Door
) -> None:
    counts = []
    for number in (9002, 9003, 9004):
        await make_conflict(door, number)
        async with asked() as statements:
            await client.get(f"/api/v1/gates/{door.gate.id}/conflicts")
        counts.append(len(statements))
    assert counts[0] == counts[2]


async def _sides() -> list[tuple[int, int]]:
    """The gates of owner and suspect of every conflict."""
    found = (
        await Conflict.all()
        .order_by("suspect_scan__at")
        .select_related("owner_scan", "suspect_scan")
    )
    return [(one.owner_scan.gate_id, one.suspect_scan.gate_id) for one in found]


async def _counted() -> list[tuple[int, bool]]:
    return [(one.entries, one.is_inside) for one in await Admission.all().order_by("id")]
