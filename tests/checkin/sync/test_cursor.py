"""Who goes on from a cursor misses nothing, whatever is written meanwhile, and by whom."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest

from events_svc import clock
from events_svc.checkin import admit, gates
from events_svc.checkin.models import CheckinList, CheckinListTicketType, Gate
from events_svc.checkin.sync import position, setting, snapshot
from events_svc.checkin.sync.errors import SnapshotNeeded
from events_svc.checkin.sync.models import DoorChange, DoorLife
from events_svc.checkin.sync.people import COLUMNS
from events_svc.database import in_transaction, is_postgres
from events_svc.database.bulk import insert_all
from events_svc.database.snapshot import snapshot as moment
from events_svc.schedule.models import Session
from events_svc.tickets import keys
from events_svc.tickets.models import Order, OrderState, Ticket, TicketState
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.questions.models import AnswerKind, AskedAt, TicketAnswer, TicketQuestion
from tests.accounts.factories import make_organisation
from tests.checkin.calm import calm
from tests.checkin.factories import (
    Door,
    code_of,
    make_door,
    make_gate,
    make_order,
    make_ticket,
    scan_ticket,
    typed,
)
from tests.events.factories import make_event
from tests.schedule.factories import make_placed


class Phone:
    """What a phone knows, by its snapshot and the changes since."""

    def __init__(self, taken: snapshot.DoorSnapshot) -> None:
        self.cursor = taken.cursor
        self.people = {values[0]: values for values in taken.tickets}
        self.revoked = set(taken.revoked)

    async def follow_calmly(self, gate: Gate) -> int:
        """Take in what changed, when nobody writes; so many tickets were told."""
        await calm()
        return await self.follow(gate)

    async def follow(self, gate: Gate) -> int:
        """Take in what changed; how many tickets were told."""
        told = await snapshot.since(gate, self.cursor)
        self.cursor = told.cursor
        numbers = {values[0] for values in told.tickets}
        self.people |= {values[0]: values for values in told.tickets}
        self.revoked = {one for one in self.revoked if one[0] not in numbers} | set(told.revoked)
        return len(numbers)


@pytest.fixture
async def door(database: None) -> Door:
    return await make_door()


async def test_changes_of_many_writers_all_arrive(door: Door) -> None:
    tickets = [await make_ticket(door.ticket_type, number=n) for n in range(1, 13)]
    phone = Phone(await snapshot.of_gate(door.gate))
    chance = random.Random(7)
    writers = [asyncio.create_task(_write(door, one, chance)) for one in tickets]
    while not all(writer.done() for writer in writers):
        await phone.follow(door.gate)
    await asyncio.gather(*writers)
    await phone.follow(door.gate)
    fresh = Phone(await snapshot.of_gate(door.gate))
    assert (phone.people, phone.revoked) == (fresh.people, fresh.revoked)
    assert len(phone.people) == 24


async def test_a_transaction_that_was_slower_than_its_reader_is_not_missed(door: Door) -> None:
    """The trap of cursors: it took its number first, and was committed last."""
    if not is_postgres():
        pytest.skip("SQLite lets one write at a time")
    slow, quick = [await make_ticket(door.ticket_type, number=n) for n in (1, 2)]
    phone = Phone(await snapshot.of_gate(door.gate))
    written, may_end = asyncio.Event(), asyncio.Event()

    async def write_slowly() -> None:
        async with in_transaction():
            await Ticket.filter(id=slow.id).update(holder_name="Slow")
            written.set()
            await may_end.wait()

    writer = asyncio.create_task(write_slowly())
    try:
        await written.wait()
        await Ticket.filter(id=quick.id).update(holder_name="Quick")
        await phone.follow(door.gate)
        assert [values[8] for values in phone.people.values()] == ["Guest 1", "Quick"]
    finally:
        may_end.set()
        await writer
    await phone.follow(door.gate)
    assert [values[8] for values in phone.people.values()] == ["Slow", "Quick"]


async def test_what_is_taken_back_is_never_told(door: Door) -> None:
    ticket = await make_ticket(door.ticket_type)
    phone = Phone(await snapshot.of_gate(door.gate))
    with pytest.raises(RuntimeError):
        await _rename_and_fail(ticket)
    await phone.follow(door.gate)
    assert [values[8] for values in phone.people.values()] == ["Guest 1"]


async def _rename_and_fail(ticket: Ticket) -> None:
    async with in_transaction():
        await Ticket.filter(id=ticket.id).update(holder_name="Never")
        raise RuntimeError


async def _write(door: Door, ticket: Ticket, chance: random.Random) -> None:
    """What happens to a ticket in the days of an event, with pauses between."""
    await asyncio.sleep(chance.random() / 50)
    await scan_ticket(door, ticket)
    async with in_transaction():
        await Ticket.filter(id=ticket.id).update(holder_name=f"Renamed {ticket.number}")
        await asyncio.sleep(chance.random() / 100)
        await make_ticket(door.ticket_type, number=100 + ticket.number)
    await keys.renew_code(ticket)
    await asyncio.sleep(chance.random() / 50)
    await Ticket.filter(id=ticket.id).update(state=TicketState.BLOCKED)


async def test_each_kind_of_change_of_a_ticket_is_told(door: Door) -> None:
    order = await make_order(door.event, state=OrderState.AWAITING_APPROVAL)
    ticket = await make_ticket(door.ticket_type, order=order, state=TicketState.HELD)
    question = await _question(door)
    await calm()
    phone = Phone(await snapshot.of_gate(door.gate))
    assert _of(phone, "is_approved", "is_complete", "state") == [False, False, "held"]
    await Order.filter(id=order.id).update(state=OrderState.PENDING)
    assert (await phone.follow_calmly(door.gate), _of(phone, "is_approved")) == (1, [True])
    said: dict[str, Any] = {
        "ticket": ticket,
        "question": question,
        "value": "42",
        "answered_at": clock.now(),
    }
    answer = await TicketAnswer.create(**said)
    assert (await phone.follow_calmly(door.gate), _of(phone, "is_complete")) == (1, [True])
    await answer.delete()
    assert (await phone.follow_calmly(door.gate), _of(phone, "is_complete")) == (1, [False])
    await TicketAnswer.create(**said)
    await Ticket.filter(id=ticket.id).update(state=TicketState.VALID)
    await keys.revoke_code(ticket)
    assert (await phone.follow_calmly(door.gate), _of(phone, "state")) == (1, ["valid"])
    assert phone.revoked == {(1, 1)}
    await admit.admit(await typed(door, "1"))
    assert (await phone.follow_calmly(door.gate), _of(phone, "entries", "is_inside")) == (
        1,
        [1, True],
    )
    assert await phone.follow_calmly(door.gate) == 0


async def test_the_setting_is_told_whole_when_something_of_it_changes(door: Door) -> None:
    await calm()
    cursor = (await snapshot.of_gate(door.gate)).cursor
    second = await make_gate(door.event, door.checkin_list, "West")
    await TicketType.filter(id=door.ticket_type.id).update(name={"en": "Gold"})
    told = await snapshot.since(door.gate, cursor)
    assert [gate.id for gate in told.gates or []] == [door.gate.id, second.id]
    assert told.types == [setting.DoorType(door.ticket_type.id, {"en": "Gold"})]
    await CheckinListTicketType.create(checkin_list=door.checkin_list, ticket_type=door.ticket_type)
    await gates.close_gate(door.gate)
    await keys.rotate(door.event.id, secret_key="x" * 32)
    told = await snapshot.since(door.gate, told.cursor)
    assert told.list is not None
    assert told.gate is not None
    assert (told.list.ticket_types, told.gate.is_active) == ([door.ticket_type.id], False)
    assert [*(told.keys or {})] == ["1"]


async def test_the_session_of_a_list_moves_with_its_list(door: Door) -> None:
    session = await make_placed(door.event)
    assert session.starts_at is not None
    await CheckinList.filter(id=door.checkin_list.id).update(session_id=session.id)
    await calm()
    taken = await snapshot.of_gate(door.gate)
    later = session.starts_at + timedelta(hours=1)
    moved = Session.filter(id=session.id)
    await moved.update(starts_at=later, ends_at=later + timedelta(hours=1))
    told = await snapshot.since(door.gate, taken.cursor)
    assert told.list is not None
    assert (taken.list.starts_at, told.list.starts_at) == (session.starts_at, later)


@pytest.mark.parametrize("change", ["rules", "another list", "a question", "another life"])
async def test_what_changes_for_everybody_asks_for_a_snapshot(door: Door, change: str) -> None:
    cursor = (await snapshot.of_gate(door.gate)).cursor
    if change == "rules":
        await CheckinList.filter(id=door.checkin_list.id).update(multi_entry=True)
    elif change == "another list":
        other = await CheckinList.create(event=door.event, name={"en": "VIP"})
        await Gate.filter(id=door.gate.id).update(checkin_list_id=other.id)
    elif change == "a question":
        await _question(door)
    else:
        await DoorLife.all().delete()
    with pytest.raises(SnapshotNeeded):
        await snapshot.since(door.gate, cursor)


async def test_scans_on_another_list_and_at_another_event_are_not_told(door: Door) -> None:
    other_list = await make_door(door.event)
    elsewhere = await make_door(await make_event("b", organisation=await make_organisation("b")))
    ticket = await make_ticket(door.ticket_type)
    await code_of(ticket)  # makes the event's key, of which phones are told
    await calm()
    phone = Phone(await snapshot.of_gate(door.gate))
    await scan_ticket(other_list, ticket)
    await scan_ticket(elsewhere, await make_ticket(elsewhere.ticket_type))
    end = await position.newest(door.event.id, list_id=door.checkin_list.id)
    assert not position.is_behind(phone.cursor, end)
    assert await phone.follow_calmly(door.gate) == 0
    await calm()
    async with moment():
        whole = await position.changed(door.event.id, position.read(phone.cursor))
    assert whole.ticket_ids == set()


async def test_after_many_changes_of_other_lists_a_phone_asks_once_too_often_at_most(
    door: Door,
) -> None:
    other = await make_door(door.event)
    await calm()
    cursor = (await snapshot.of_gate(door.gate)).cursor
    noted = {"event_id": door.event.id, "checkin_list_id": other.checkin_list.id, "kind": "ticket"}
    base = position.read(cursor).position
    await insert_all(DoorChange, [{**noted, "position": base + n} for n in range(501)])
    end = await position.newest(door.event.id, list_id=door.checkin_list.id)
    assert end.position == base + 2
    assert position.is_behind(cursor, end)
    assert not position.is_behind(f"{end.life}.{base + 501}", end)


async def test_a_hub_is_told_of_every_list(door: Door) -> None:
    other_list = await make_door(door.event)
    ticket = await make_ticket(door.ticket_type)
    await position.begin(door.event.id)
    await calm()
    async with moment():
        cursor = await position.here(door.event.id)
    await scan_ticket(other_list, ticket)
    async with moment():
        told = await position.changed(door.event.id, cursor)
    assert told.ticket_ids == {ticket.id}


def _of(phone: Phone, *columns: str) -> list[Any]:
    (values,) = phone.people.values()
    return [values[COLUMNS.index(one)] for one in columns]


async def _question(door: Door) -> TicketQuestion:
    return await TicketQuestion.create(
        event=door.event,
        kind=AnswerKind.LINE,
        label={"en": "Size of shoes"},
        is_required=True,
        asked_at=AskedAt.DOOR,
    )
