"""Where chains of phones do not hold is noted when their entries come, in whatever order."""

import random
from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.checkin.models import Scan
from events_svc.checkin.upload import verify
from events_svc.checkin.upload.entry import Entry
from events_svc.checkin.upload.models import DoorTear
from events_svc.checkin.upload.noting import note_anew, runs
from tests.asked import asked
from tests.checkin.alone import Item, Phone, bring
from tests.checkin.factories import Door, make_door, make_ticket
from tests.checkin.tampering import tamper


@pytest.fixture
async def door(database: None) -> Door:
    made = await make_door(multi_entry=True)
    await make_ticket(made.ticket_type)
    return made


@pytest.mark.parametrize("seed", range(4))
async def test_what_is_noted_is_what_the_log_says(seed: int, door: Door) -> None:
    chance, phone = random.Random(seed), Phone(door)
    items = [_perhaps_changed(chance, phone.shows(1)) for _ in range(14)]
    chance.shuffle(items)
    lost = 2
    while len(items) > lost:
        size = chance.randrange(1, 4)
        await bring(door, items[:size])
        items = items[size:]
        assert await verify.noted(door.event.id) == await verify.tears(event_id=door.event.id)


async def test_a_gap_that_is_filled_is_noted_no_more(door: Door) -> None:
    phone = Phone(door)
    first, second, third = [phone.shows(1) for _ in range(3)]
    await bring(door, [first, third])
    assert [(one.seq, one.is_gap) for one in await verify.noted(door.event.id)] == [(2, True)]
    await bring(door, [second])
    assert await verify.noted(door.event.id) == []


async def test_an_upload_reads_no_more_of_a_long_chain_than_its_neighbours(door: Door) -> None:
    phone = Phone(door)
    await bring(door, [phone.shows(1) for _ in range(12)])
    async with asked() as few:
        await bring(door, [phone.shows(1)])
    await bring(door, [phone.shows(1) for _ in range(12)])
    async with asked() as many:
        await bring(door, [phone.shows(1)])
    assert len(few) == len(many)


async def test_a_chain_is_verified_page_by_page(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "PAGE", 2)
    phone = Phone(door)
    items = [phone.shows(1) for _ in range(5)]
    await bring(door, [*items[:2], *items[3:]])
    assert [(one.seq, one.is_gap) for one in await verify.tears()] == [(3, True)]


async def test_what_was_changed_later_is_noted_by_the_nightly_look(door: Door) -> None:
    await bring(door, [Phone(door).shows(1)])
    scan = await Scan.get()
    await tamper("UPDATE scan SET reason = 'blocked' WHERE id = $1", scan.id)
    assert await verify.noted(door.event.id) == []
    await note_anew(door.event.id)
    assert await verify.noted(door.event.id) == await verify.tears(event_id=door.event.id)
    assert await DoorTear.all().count() == 1


def test_entries_that_lie_apart_are_looked_at_apart() -> None:
    entries = [_entry(1, place) for place in (5, 3, 4, 9_000)] + [_entry(2, 4), _entry(2, None)]
    assert [*runs(entries)] == [(1, 3, 5), (1, 9_000, 9_000), (2, 4, 4)]


def _perhaps_changed(chance: random.Random, item: Item) -> Item:
    """Now and then the entry is not as the phone linked it."""
    if chance.random() < 0.2:
        item["decided"] |= {"verdict": "refused", "reason": "unpaid"}
    return item


def _entry(device_id: int, seq: int | None) -> Entry:
    at = clock.now() - timedelta(minutes=1)
    return Entry(
        scan_id=None,  # type: ignore[arg-type]  # of no matter here
        device_id=device_id,
        gate_id=1,
        at=at,
        verdict="ok",
        reason="ok",
        basis="snapshot",  # type: ignore[arg-type]  # of no matter here
        device_seq=seq,
    )
