import uuid

import pytest

from events_svc.checkin.check import broken
from events_svc.checkin.models import Admission, Device, Scan
from events_svc.checkin.undo import undo
from tests.checkin.factories import Door, make_door, make_ticket, scan_ticket
from tests.checkin.tampering import tamper

pytestmark = pytest.mark.usefixtures("database")


async def test_a_door_at_work_breaks_nothing() -> None:
    await _busy_door()
    assert await broken() == []


async def test_an_entry_that_was_rewritten_is_noticed() -> None:
    door = await _busy_door()
    scan = (await Scan.all().order_by("id"))[1]
    await tamper("UPDATE scan SET reason = 'ok' WHERE id = $1", scan.id)
    assert await broken() == [
        f"the log of device {door.device.id} is broken at scan {scan.scan_id}"
    ]


async def test_an_entry_that_was_dropped_is_noticed() -> None:
    door = await _busy_door()
    second, third = (await Scan.all().order_by("id"))[1:3]
    await tamper("DELETE FROM scan WHERE id = $1", second.id)
    assert await broken() == [
        f"the log of device {door.device.id} is broken at scan {third.scan_id}"
    ]


async def test_a_log_without_its_end_is_noticed() -> None:
    door = await _busy_door()
    last = await Scan.all().order_by("-id").first()
    assert last is not None
    await tamper("DELETE FROM scan WHERE id = $1", last.id)
    assert f"the log of device {door.device.id} lacks its end" in await broken()


async def test_an_admission_apart_from_its_log_is_noticed() -> None:
    door = await _busy_door()
    admission = await Admission.all().order_by("id").first()
    assert admission is not None
    await Admission.filter(id=admission.id).update(entries=3)
    ticket_id, list_id = admission.ticket_id, door.checkin_list.id
    assert await broken() == [f"ticket {ticket_id} has 3 entries on list {list_id}, its log 1"]


async def test_a_ticket_admitted_twice_is_noticed() -> None:
    door = await make_door(multi_entry=True)
    ticket = await make_ticket(door.ticket_type)
    for _ in range(2):
        await scan_ticket(door, ticket)
    await type(door.checkin_list).filter(id=door.checkin_list.id).update(multi_entry=False)
    assert await broken() == [
        f"ticket {ticket.id} was admitted 2 times on single-entry list {door.checkin_list.id}"
    ]


async def test_every_entry_links_to_the_one_before_on_its_device() -> None:
    door = await _busy_door()
    scans = await Scan.all().order_by("id")
    device = await Device.get(id=door.device.id)
    assert [scan.prev_hash for scan in scans] == ["", *(scan.hash for scan in scans[:-1])]
    assert device.head_hash == scans[-1].hash


async def _busy_door() -> Door:
    """One in, refused the second time, another in and undone, with all that the log can hold."""
    door = await make_door(rules={"<": [{"var": "entries"}, 1]})
    first, second = [await make_ticket(door.ticket_type, number=n) for n in (1, 2)]
    await scan_ticket(door, first, seq=1, clock_offset_ms=-40)
    await scan_ticket(door, first, seq=2)
    answer = await scan_ticket(door, second)
    await undo(
        uuid.uuid4(),
        undone=answer.scan_id,
        token_hash=door.device.token_hash,
        gate_id=door.gate.id,
    )
    return door
