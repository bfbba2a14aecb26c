"""A phone may claim to have been first: what speaks against its time stands beside it, with the server's."""

from datetime import datetime, timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.checkin.conflicts import queries
from events_svc.checkin.conflicts.doubts import Doubt
from events_svc.checkin.conflicts.queries import DoorConflictSide
from events_svc.checkin.models import Device
from events_svc.tickets.models import Ticket
from tests.accounts.factories import make_user, sign_in
from tests.asked import asked
from tests.checkin.alone import Phone, bring, make_conflict, second_door
from tests.checkin.factories import Door, make_door, make_ticket

NOW = clock.now().replace(microsecond=0)
TEN = NOW - timedelta(hours=2)


@pytest.fixture
async def door(database: None) -> Door:
    """A gate and its phone since yesterday, and ticket 1, which another gate lets in at ten."""
    made = await make_door(multi_entry=False)
    await make_ticket(made.ticket_type)
    other = await second_door(made)
    await _were_there(NOW - timedelta(days=1))
    await bring(other, [Phone(other).shows(1, TEN)])
    return made


async def test_who_was_first_and_says_so_is_not_doubted(door: Door) -> None:
    phone = Phone(door)
    await bring(door, [phone.shows(1, TEN - timedelta(minutes=1)), phone.shows(1, TEN)])
    assert (await _first(door)).doubts == []


async def test_a_time_before_the_pairing_is_doubted(door: Door) -> None:
    await Device.filter(id=door.device.id).update(created_at=TEN)
    await bring(door, [Phone(door).shows(1, TEN - timedelta(minutes=1))])
    assert (await _first(door)).doubts == [Doubt.PAIRING]


async def test_a_time_before_the_ticket_is_doubted(door: Door) -> None:
    await Ticket.all().update(created_at=TEN)
    await bring(door, [Phone(door).shows(1, TEN - timedelta(minutes=1))])
    assert (await _first(door)).doubts == [Doubt.TICKET]


@pytest.mark.parametrize("is_late", [False, True], ids=["in its order", "before it"])
async def test_a_time_before_its_own_chain_is_doubted(door: Door, *, is_late: bool) -> None:
    phone = Phone(door)
    items = [
        phone.shows(None, TEN + timedelta(minutes=5), verdict="refused", reason="invalid"),
        phone.shows(1, TEN - timedelta(minutes=1)),
    ]
    for item in reversed(items) if is_late else items:
        await bring(door, [item])
    assert (await _first(door)).doubts == [Doubt.CHAIN]


async def test_a_clock_that_is_set_right_is_not_doubted(door: Door) -> None:
    phone, early = Phone(door), TEN - timedelta(minutes=1)
    later = early + timedelta(seconds=4)
    await bring(
        door, [phone.shows(None, later, verdict="refused", reason="invalid"), phone.shows(1, early)]
    )
    assert (await _first(door)).doubts == []


async def test_when_it_reached_the_server_stands_beside_it(
    client: httpx.AsyncClient, door: Door
) -> None:
    await Device.filter(id=door.device.id).update(created_at=TEN)
    await bring(door, [Phone(door).shows(1, TEN - timedelta(minutes=1))])
    received = (await _first(door)).received_at
    assert received is not None
    assert received >= NOW
    await sign_in(client, await make_user(role=Role.DOOR, organisation=door.event.organisation))
    page = await client.get("/organiser/events/summit/door/conflicts")
    assert "claims a time before this phone was paired" in page.text
    assert page.text.count("reached the server at") == 2


async def test_many_conflicts_are_doubted_with_as_few_questions_as_one(door: Door) -> None:
    await make_conflict(door, 9001)
    async with asked() as few:
        await queries.open_of(door.event, limit=50)
    for number in (9002, 9003):
        await make_conflict(door, number)
    async with asked() as many:
        await queries.open_of(door.event, limit=50)
    assert len(few) == len(many)


async def _were_there(since: datetime) -> None:
    await Device.all().update(created_at=since)
    await Ticket.all().update(created_at=since)


async def _first(door: Door) -> DoorConflictSide:
    """The owner of the first conflict: the phone of the door."""
    *_, conflict = await queries.open_of(door.event, limit=50)
    assert conflict.owner.gate_id == door.gate.id
    return conflict.owner
