"""The counts of a door are those of its log, whatever happened in whatever order."""

import asyncio
import random
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.checkin import queries, tally
from events_svc.checkin.admit import admit
from events_svc.checkin.check import broken
from events_svc.checkin.counting import forward
from events_svc.checkin.counting.models import DoorCount, DoorCrowd, DoorStanding
from events_svc.checkin.counting.moved import HOUSE, Crowd
from events_svc.checkin.models import CheckinList, Direction, Scan
from events_svc.checkin.undo import undo
from events_svc.tickets.models import Ticket
from tests.checkin.alone import Item, Phone, bring
from tests.checkin.counting import counted_slowly, crowds_slowly, long_seen, settled
from tests.checkin.factories import (
    Door,
    make_door,
    make_order,
    make_ticket,
    make_ticket_type,
    scan_ticket,
    typed,
)

pytestmark = pytest.mark.usefixtures("database")

TICKETS = 6
WAYS = [Direction.ENTRY, Direction.ENTRY, Direction.EXIT]
REFUSED = {"verdict": "refused", "reason": "unpaid"}
ASKED = {"verdict": "refused", "reason": "incomplete"}


@pytest.mark.parametrize("seed", range(4))
async def test_counts_are_equal_to_the_slow_way(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forward, "AT_ONCE", 3)
    monkeypatch.setattr(forward, "AT_ONCE_ON_POSTGRES", 3)
    chance, house = random.Random(seed), await _house()
    for _ in range(24):
        await _something(chance, house)
        if chance.random() < 0.2:
            await settled(house.doors[0].event.id)
        if chance.random() < 0.3:
            await _is_exact(house)
    while house.held:
        await _arrive(chance, house)
    await _is_exact(house)
    assert await broken() == []


async def test_who_is_counted_is_not_looked_up_again() -> None:
    door = await make_door()
    await scan_ticket(door, await make_ticket(door.ticket_type))
    await settled(door.event.id)
    await DoorStanding.all().delete()  # nobody asks for it as long as nothing happens
    assert (await tally.crowds(door.event.id))[HOUSE] == Crowd(1, 1)


async def test_a_list_that_becomes_an_entrance_is_counted_anew() -> None:
    door = await make_door(is_entrance=False)
    await scan_ticket(door, await make_ticket(door.ticket_type))
    await settled(door.event.id)
    assert (await tally.crowds(door.event.id))[HOUSE] == Crowd(1, 0)
    await CheckinList.filter(id=door.checkin_list.id).update(is_entrance=True)
    assert (await tally.crowds(door.event.id))[HOUSE] == Crowd(1, 1)
    await settled(door.event.id)
    assert (await tally.crowds(door.event.id))[HOUSE] == Crowd(1, 1)


async def test_a_ticket_that_changes_its_type_is_counted_with_the_new_one() -> None:
    door = await make_door()
    ticket, other = await make_ticket(door.ticket_type), await make_ticket_type(door.event, "VIP")
    await scan_ticket(door, ticket)
    await settled(door.event.id)
    await Ticket.filter(id=ticket.id).update(ticket_type_id=other.id)
    assert await tally.counted(door.event) == await counted_slowly()


async def test_questions_are_no_refusals() -> None:
    door = await make_door()
    order = await make_order(door.event, code="ABCD23")
    for number in (1, 2):
        await make_ticket(door.ticket_type, number=number, order=order)
    assert (await admit(await typed(door, "ABCD23"))).reason == "ambiguous"
    assert (await admit(await typed(door, "99"))).reason == "invalid"
    (gate,) = await queries.gates(door.event)
    assert (gate.admitted, gate.refused, gate.asked) == (0, 1, 1)


async def test_counts_that_somebody_changed_are_noticed() -> None:
    door = await make_door()
    await scan_ticket(door, await make_ticket(door.ticket_type))
    await settled(door.event.id)
    assert await broken() == []
    await DoorStanding.all().update(is_inside=False)
    assert await broken() == [f"the counted door of event {door.event.id} is not that of its log"]


async def test_two_that_count_at_once_count_once() -> None:
    door = await make_door()
    for number in (1, 2, 3):
        await scan_ticket(door, await make_ticket(door.ticket_type, number=number))
    await asyncio.gather(*(settled(door.event.id) for _ in range(4)))
    assert await tally.counted(door.event) == await counted_slowly()
    assert (await DoorCrowd.get(checkin_list_id=HOUSE)).arrived == 3


async def test_the_worker_counts_what_nobody_looks_at() -> None:
    door = await make_door()
    await scan_ticket(door, await make_ticket(door.ticket_type))
    await forward.forward_all()
    await long_seen()
    await forward.forward_all()
    assert (await DoorCount.get()).mark == (await Scan.get()).id


@dataclass
class House:
    """An event with two entrances and lunch, each with a phone that may be without contact."""

    doors: list[Door]
    phones: list[Phone]
    tickets: list[Ticket]
    held: list[tuple[Door, Item]] = field(default_factory=list)  # not sent yet
    shown: list[tuple[Door, uuid.UUID]] = field(default_factory=list)  # at the server


async def _house() -> House:
    east = await make_door(entry_after_exit=True)
    types = [east.ticket_type, await make_ticket_type(east.event, "VIP")]
    west = await make_door(east.event, types=types, multi_entry=True)
    lunch = await make_door(east.event, types=types, is_entrance=False)
    order = await make_order(east.event)
    tickets = [await make_ticket(types[n % 2], number=n, order=order) for n in range(1, TICKETS)]
    doors = [east, west, lunch]
    return House(doors, [Phone(one) for one in doors], tickets)


async def _something(chance: random.Random, house: House) -> None:
    """A scan, an undoing, a scan without contact, or what was decided without contact arrives."""
    await chance.choice([_scan, _scan, _scan, _undo, _alone, _alone, _arrive])(chance, house)


async def _scan(chance: random.Random, house: House) -> None:
    door, way = chance.choice(house.doors), chance.choice(WAYS)
    answer = await scan_ticket(door, chance.choice(house.tickets), direction=way)
    if answer.verdict == "ok":
        house.shown.append((door, answer.scan_id))


async def _undo(chance: random.Random, house: House) -> None:
    if not house.shown:
        return
    door, scan_id = house.shown.pop(chance.randrange(len(house.shown)))
    token_hash, gate_id = door.device.token_hash, door.gate.id
    await undo(uuid.uuid4(), undone=scan_id, token_hash=token_hash, gate_id=gate_id)


async def _alone(chance: random.Random, house: House) -> None:
    """Let in, sent out, refused or asked; some of it is taken back."""
    n, at = chance.randrange(3), clock.now() - timedelta(seconds=chance.randrange(600))
    said = chance.choice([{}, {}, REFUSED, ASKED])
    ticket, way = chance.choice(house.tickets), chance.choice(WAYS)
    item = house.phones[n].shows(ticket.number, at, direction=way.value, **said)
    house.held.append((house.doors[n], item))
    if chance.random() < 0.3:
        back = house.phones[n].undoes(item, at + timedelta(seconds=1), direction=way.value)
        house.held.append((house.doors[n], back))


async def _arrive(chance: random.Random, house: House) -> None:
    """Some of what is held, in any order."""
    chance.shuffle(house.held)
    sent, house.held = house.held[:3], house.held[3:]
    for door, item in sent:
        await bring(door, [item])


async def _is_exact(house: House) -> None:
    event = house.doors[0].event
    assert await tally.counted(event) == await counted_slowly()
    told = await tally.crowds(event.id)
    assert {**dict.fromkeys(await crowds_slowly(), Crowd()), **told} == await crowds_slowly()
