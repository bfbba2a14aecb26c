import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from events_svc.checkin import tally
from events_svc.checkin.models import Scan
from events_svc.checkin.undo import undo
from events_svc.database.bulk import insert_all
from tests.asked import asked
from tests.checkin.counting import settled
from tests.checkin.factories import Door, make_door, make_ticket, scan_ticket

pytestmark = pytest.mark.usefixtures("database")

NINE = datetime(2026, 8, 26, 9, 0, tzinfo=UTC)


async def test_the_log_is_counted_by_minute_gate_and_type() -> None:
    door = await make_door()
    ticket = await make_ticket(door.ticket_type)
    await scan_ticket(door, ticket)
    await scan_ticket(door, ticket)
    counted = await tally.counted(door.event)
    (place,) = counted.entered
    assert (place[1:], counted.entered[place]) == ((door.gate.id, door.ticket_type.id), 1)
    assert (counted.refused, counted.by_gate()) == ({door.gate.id: 1}, {door.gate.id: 1})


async def test_what_is_taken_back_is_not_counted() -> None:
    door = await make_door()
    answer = await scan_ticket(door, await make_ticket(door.ticket_type))
    assert len((await tally.counted(door.event)).entered) == 1
    await undo(
        uuid.uuid4(),
        undone=answer.scan_id,
        token_hash=door.device.token_hash,
        gate_id=door.gate.id,
    )
    assert (await tally.counted(door.event)).entered == Counter()


async def test_what_was_counted_is_not_read_again() -> None:
    door = await make_door()
    await _log(door, range(1, 31))
    await settled(door.event.id)
    await _log(door, range(31, 34))
    async with asked() as said:
        again = await tally.counted(door.event)
    assert again.entered.total() == 33
    assert f"1, {1_000_030}, " in said[-1]


async def test_an_entry_that_is_committed_late_is_counted_too() -> None:
    door = await make_door()
    await _log(door, [1, 2, 5])
    assert (await tally.counted(door.event)).entered.total() == 3
    await _log(door, [3, 4])  # their transactions took longer than that of 5
    assert (await tally.counted(door.event)).entered.total() == 5


async def _log(door: Door, ids: Any) -> None:
    """Entries with these ids, one a minute."""
    entries = [
        {
            "id": 1_000_000 + number,
            "scan_id": uuid.uuid4(),
            "event_id": door.event.id,
            "checkin_list_id": door.checkin_list.id,
            "gate_id": door.gate.id,
            "code_hash": "",
            "direction": "entry",
            "verdict": "ok",
            "reason": "ok",
            "basis": "online",
            "at": NINE + timedelta(minutes=number),
            "detail": {},
            "prev_hash": "",
            "hash": "",
        }
        for number in ids
    ]
    await insert_all(Scan, entries)
