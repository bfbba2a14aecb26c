import asyncio
import uuid
from uuid import UUID

import pytest

from events_svc.accounts.errors import NotFound
from events_svc.checkin.answers import ScanAnswer
from events_svc.checkin.errors import NothingToUndo, ScanIdTaken
from events_svc.checkin.models import Admission, Direction, Scan
from events_svc.checkin.undo import undo
from tests.checkin.factories import (
    Door,
    make_device,
    make_door,
    make_gate,
    make_ticket,
    scan_ticket,
)

pytestmark = pytest.mark.usefixtures("database")


async def test_an_undone_scan_lets_the_ticket_in_again() -> None:
    door = await make_door()
    ticket = await make_ticket(door.ticket_type)
    first = await scan_ticket(door, ticket)
    undone = await _undo(door, first.scan_id)
    assert (undone.verdict, undone.reason, undone.ticket) == ("undone", "undone", first.ticket)
    assert (await Admission.get()).entries == 0
    assert (await scan_ticket(door, ticket)).reason == "ok"
    assert await Scan.all().order_by("id").values_list("verdict", flat=True) == [
        "ok",
        "undone",
        "ok",
    ]


async def test_undoing_an_exit_puts_the_person_inside_again() -> None:
    door = await make_door(entry_after_exit=True)
    ticket = await make_ticket(door.ticket_type)
    entered = await scan_ticket(door, ticket)
    out = await scan_ticket(door, ticket, direction=Direction.EXIT)
    await _undo(door, out.scan_id)
    admission = await Admission.get()
    assert (admission.entries, admission.is_inside, admission.first_at) == (1, True, entered.at)


async def test_the_same_undoing_again_gets_the_same_answer() -> None:
    door = await make_door()
    scan = await scan_ticket(door, await make_ticket(door.ticket_type))
    scan_id = uuid.uuid4()
    answers = [await _undo(door, scan.scan_id, scan_id) for _ in range(3)]
    assert answers == [answers[0]] * 3
    assert await Scan.all().count() == 2


async def test_a_scan_is_undone_once() -> None:
    door = await make_door()
    scan = await scan_ticket(door, await make_ticket(door.ticket_type))
    undone = await asyncio.gather(
        *(_undo(door, scan.scan_id) for _ in range(8)), return_exceptions=True
    )
    kinds = sorted(type(one).__name__ for one in undone)
    assert kinds == ["NothingToUndo"] * 7 + ["ScanAnswer"]
    assert await Scan.all().count() == 2


async def test_of_two_phones_that_undo_one_scan_one_does() -> None:
    door = await make_door()
    scan = await scan_ticket(door, await make_ticket(door.ticket_type))
    other, _token = await make_device(door.gate)
    phones = [door, Door(**{**vars(door), "device": other})] * 4
    undone = await asyncio.gather(
        *(_undo(phone, scan.scan_id) for phone in phones), return_exceptions=True
    )
    kinds = sorted(type(one).__name__ for one in undone)
    assert kinds == ["NothingToUndo"] * 7 + ["ScanAnswer"]
    assert (await Admission.get()).entries == 0


async def test_a_refusal_cannot_be_undone() -> None:
    door = await make_door()
    ticket = await make_ticket(door.ticket_type)
    await scan_ticket(door, ticket)
    refused = await scan_ticket(door, ticket)
    with pytest.raises(NothingToUndo):
        await _undo(door, refused.scan_id)
    assert (await Admission.get()).entries == 1


async def test_scans_of_another_gate_are_not_there() -> None:
    door = await make_door()
    scan = await scan_ticket(door, await make_ticket(door.ticket_type))
    west = await make_gate(door.event, door.checkin_list, "West")
    device, token = await make_device(west)
    there = Door(door.event, door.ticket_type, door.checkin_list, west, device, token)
    for undone in (scan.scan_id, uuid.uuid4()):
        with pytest.raises(NotFound):
            await _undo(there, undone)
    with pytest.raises(ScanIdTaken):
        await _undo(door, scan.scan_id, scan.scan_id)
    assert await Scan.all().count() == 1


async def _undo(door: Door, undone: UUID, scan_id: UUID | None = None) -> ScanAnswer:
    return await undo(
        scan_id or uuid.uuid4(),
        undone=undone,
        token_hash=door.device.token_hash,
        gate_id=door.gate.id,
    )
