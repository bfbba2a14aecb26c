"""The log of a hub at its server: as it was shown, once, and whatever is wrong with it is to be seen."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from events_svc import clock
from events_svc.accounts.models import AuditEntry
from events_svc.checkin import chain
from events_svc.checkin.check import broken
from events_svc.checkin.conflicts.models import Conflict
from events_svc.checkin.models import Admission, Basis, Device, Scan
from events_svc.checkin.store import stored
from events_svc.checkin.upload import verify
from events_svc.hub import receive, refused
from events_svc.hub.models import RefusedEntry
from events_svc.hub.wire import HubBatch, HubEntry, HubPhone, HubReceipt, HubRefusedEntry
from events_svc.tickets.models import Ticket
from tests.checkin.factories import Door, make_door, make_ticket, scan_ticket
from tests.hub.factories import make_hub, other_door

THERE = 2**40 + 1  # the id of a phone at the hub


@pytest.fixture
async def door(database: None) -> Door:
    return await make_door()


async def test_what_a_hub_decided_is_stored_as_it_was_shown(door: Door) -> None:
    ticket = await make_ticket(door.ticket_type)
    hub = await make_hub(door.event)
    entries = _entries(door, ticket, ["ok", "already_used"])
    receipt = await receive.receive(hub, _batch(door, entries))
    found = await Scan.all().order_by("id").values("scan_id", "verdict", "reason", "basis", "at")
    assert receipt == HubReceipt(stored=2)
    assert found == [
        {
            "scan_id": one.scan_id,
            "verdict": one.verdict,
            "reason": one.reason,
            "basis": Basis.HUB,
            "at": one.at,
        }
        for one in entries
    ]
    assert (await Admission.get()).entries == 1
    assert await broken() == []


async def test_a_batch_that_comes_twice_is_there_once(door: Door) -> None:
    ticket = await make_ticket(door.ticket_type)
    hub = await make_hub(door.event)
    entries = _entries(door, ticket, ["ok", "already_used", "already_used"])
    await receive.receive(hub, _batch(door, entries[:2]))
    before = await Scan.all().order_by("id").values()
    receipt = await receive.receive(hub, _batch(door, entries))
    rows = await Scan.all().order_by("id").values()
    assert (receipt, rows[:2]) == (HubReceipt(stored=3), before)
    assert [row["detail"].get("chain") for row in rows] == [None, None, None]


async def test_a_phone_is_one_phone_at_the_hub_and_at_the_server(door: Door) -> None:
    ticket = await make_ticket(door.ticket_type)
    hub = await make_hub(door.event)
    known, new = door.device.uid, uuid4()
    await receive.receive(hub, _batch(door, _entries(door, ticket, ["ok"]), uid=known))
    await receive.receive(hub, _batch(door, _entries(door, ticket, ["already_used"]), uid=new))
    (paired_there,) = await Device.filter(uid=new).values("hub_id", "name", "gate_id", "token_hash")
    assert paired_there == {
        "hub_id": hub.id,
        "name": "Phone",
        "gate_id": door.gate.id,
        "token_hash": f"hub:{new}",
    }
    assert await Scan.all().order_by("id").values_list("device_id", flat=True) == [
        door.device.id,
        (await Device.get(uid=new)).id,
    ]


@pytest.mark.parametrize("wrong", ["gate_id", "ticket_id", "phone"])
async def test_an_entry_of_another_event_is_refused_and_the_rest_is_stored(
    door: Door, wrong: str
) -> None:
    ticket, other = await make_ticket(door.ticket_type), await other_door(door)
    foreign = {
        "gate_id": other.gate.id,
        "ticket_id": (await make_ticket(other.ticket_type, number=8)).id,
        "phone": 7,
    }
    first, second = _entries(door, ticket, ["ok", "already_used"])
    second = msgspec.structs.replace(second, **{wrong: foreign[wrong]})
    receipt = await receive.receive(await make_hub(door.event), _batch(door, [first, second]))
    why = wrong.removesuffix("_id")
    assert receipt == HubReceipt(stored=1, refused={str(second.scan_id): why})
    assert await Scan.all().values_list("scan_id", flat=True) == [first.scan_id]


@pytest.mark.parametrize(
    "detail",
    [{"first_at": "soon"}, {"first_at": "0001-01-01T00:00:00+14:00"}, {"candidates": [{}]}],
    ids=["no time", "no such time", "no ticket"],
)
async def test_an_entry_that_nobody_could_read_is_refused_and_the_rest_is_stored(
    door: Door, detail: dict[str, Any]
) -> None:
    ticket = await make_ticket(door.ticket_type)
    first, second = _entries(door, ticket, ["ok", "already_used"])
    second = msgspec.structs.replace(second, detail=detail)
    receipt = await receive.receive(await make_hub(door.event), _batch(door, [first, second]))
    assert receipt == HubReceipt(stored=1, refused={str(second.scan_id): "detail"})


async def test_no_hub_speaks_for_another_hub_or_its_phones(door: Door) -> None:
    ticket, hub, other = (
        await make_ticket(door.ticket_type),
        await make_hub(door.event),
        await make_hub(door.event),
    )
    await receive.receive(other, _batch(door, _entries(door, ticket, ["ok"]), uid=UUID(int=8)))
    for uid in (other.uid, UUID(int=8)):
        batch = _batch(door, _entries(door, ticket, ["ok"]), uid=uid)
        assert [*(await receive.receive(hub, batch)).refused.values()] == ["phone"]


async def test_a_phone_that_a_hub_paired_stands_in_the_audit_log_once(door: Door) -> None:
    ticket, hub = await make_ticket(door.ticket_type), await make_hub(door.event)
    for reason in ("ok", "already_used"):
        await receive.receive(hub, _batch(door, _entries(door, ticket, [reason])))
    phone = await Device.get(uid=UUID(int=7))
    paired = AuditEntry.filter(action="device.paired")
    assert await paired.values_list("subject", flat=True) == [f"device:{phone.id}"]


async def test_a_phone_of_another_event_brings_nothing(door: Door) -> None:
    ticket, other = await make_ticket(door.ticket_type), await other_door(door)
    batch = _batch(door, _entries(door, ticket, ["ok"]), uid=other.device.uid)
    receipt = await receive.receive(await make_hub(door.event), batch)
    assert (receipt.stored, [*receipt.refused.values()]) == (0, ["phone"])
    assert await Scan.all().count() == 0


async def test_a_changed_entry_and_a_missing_one_are_marked(door: Door) -> None:
    ticket = await make_ticket(door.ticket_type)
    entries = _entries(door, ticket, ["ok", "already_used", "already_used", "already_used"])
    entries[1] = msgspec.structs.replace(entries[1], reason="unpaid")  # somebody wrote in the file
    del entries[2]
    await receive.receive(await make_hub(door.event), _batch(door, entries))
    details = await Scan.all().order_by("id").values_list("detail", flat=True)
    assert [one.get("chain") for one in details] == [None, "broken", "gap"]
    phone = await Device.get(hub_id__isnull=False)
    assert [line.partition(" of 20")[0] for line in await broken()] == [
        f"what a hub told of device {phone.id} is broken at its entry",
        f"what a hub told of device {phone.id} lacks what came before its entry",
    ]
    assert await verify.noted(door.event.id) == await verify.marks(door.event.id)


async def test_times_are_the_servers(door: Door) -> None:
    ticket = await make_ticket(door.ticket_type)
    (entry,) = _entries(door, ticket, ["ok"], at=clock.now() - timedelta(minutes=9))
    batch = msgspec.structs.replace(_batch(door, [entry]), clock_offset_ms=120_000)
    await receive.receive(await make_hub(door.event), batch)
    assert (await Scan.get()).at == entry.at + timedelta(minutes=2)


async def test_a_hub_and_the_server_that_let_in_the_same_person_are_a_conflict(door: Door) -> None:
    ticket = await make_ticket(door.ticket_type)
    online = await scan_ticket(door, ticket)
    (entry,) = _entries(door, ticket, ["ok"], at=online.at - timedelta(minutes=1))
    await receive.receive(await make_hub(door.event), _batch(door, [entry]))
    (conflict,) = await Conflict.all().select_related("owner_scan", "suspect_scan")
    assert conflict.owner_scan.scan_id == entry.scan_id
    assert conflict.suspect_scan.scan_id == online.scan_id


def _batch(door: Door, entries: list[HubEntry], *, uid: UUID | None = None) -> HubBatch:
    phone = HubPhone(uid=uid or UUID(int=7), gate_id=door.gate.id, name="Phone")
    return HubBatch(phones=[phone], entries=entries)


def _entries(door: Door, ticket: Ticket, reasons: list[str], *, at: Any = None) -> list[HubEntry]:
    """Entries as a hub links them, a second apart, the last one just now."""
    begins = at or clock.now() - timedelta(seconds=len(reasons))
    prev_hash, made = "", []
    for number, reason in enumerate(reasons):
        row: dict[str, Any] = {
            "scan_id": uuid4(),
            "checkin_list_id": door.checkin_list.id,
            "gate_id": door.gate.id,
            "device_id": THERE,
            "seq": None,
            "ticket_id": ticket.id,
            "code_hash": "c0de",
            "direction": "entry",
            "verdict": "ok" if reason == "ok" else "refused",
            "reason": reason,
            "basis": "online",
            "at": begins + timedelta(seconds=number),
            "at_device": None,
            "clock_offset_ms": None,
            "undoes": None,
            "device_seq": None,
            "device_hash": None,
            "detail": {"typed": True},
        }
        texts = {"scan_id": str(row["scan_id"]), "at": stored(row["at"])}
        link = chain.link(prev_hash, {**row, **texts, "event_id": door.event.id})
        made.append(
            msgspec.convert({**row, "phone": 0, "prev_hash": prev_hash, "hash": link}, HubEntry)
        )
        prev_hash = link
    return made


async def test_what_is_refused_is_listed_once_until_it_comes(door: Door) -> None:
    ticket = await make_ticket(door.ticket_type)
    hub = await make_hub(door.event)
    first, second, third = _entries(door, ticket, ["ok", "already_used", "already_used"])
    wrong = msgspec.structs.replace(second, gate_id=99, ticket_number=1)
    for _ in range(2):
        await receive.receive(hub, _batch(door, [first, wrong]))
    receipt = await receive.receive(hub, _batch(door, [third]))
    (listed,) = await refused.open_of(door.event.id, limit=9)
    assert (listed.scan_id, listed.number, listed.why) == (second.scan_id, 1, "gate")
    assert receipt == HubReceipt(stored=1)
    assert [one["detail"].get("chain") for one in await Scan.all().order_by("id").values()] == [
        None,
        "gap",  # what follows the one that is missing
    ]
    await receive.receive(hub, _batch(door, [second]))
    assert await refused.open_count(door.event.id) == 0


async def test_a_hub_fills_no_disk_with_what_is_refused(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refused, "MOST", 2)
    hub = await make_hub(door.event)
    strange = [
        msgspec.structs.replace(one, gate_id=99)
        for one in _entries(door, await make_ticket(door.ticket_type), ["ok"] * 3)
    ]
    receipt = await receive.receive(hub, _batch(door, strange))
    assert (receipt.unlisted, len(receipt.refused)) == ([strange[2].scan_id], 3)
    assert await refused.open_count(door.event.id) == 2


async def test_what_is_listed_or_settled_needs_no_room(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refused, "MOST", 1)
    hub = await make_hub(door.event)
    first, second, third = _strange(3)
    unlisted = [await refused.note(hub, [first, first]), await refused.note(hub, [first, second])]
    await refused.settle(await RefusedEntry.get(), by=None)
    unlisted += [await refused.note(hub, [first, second]), await refused.note(hub, [third])]
    assert unlisted == [set(), {second.scan_id}, set(), {third.scan_id}]


async def test_batches_at_once_share_the_last_room(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refused, "MOST", 5)
    hub = await make_hub(door.event)
    told = _strange(8)
    unlisted = await asyncio.gather(*(refused.note(hub, told[n : n + 2]) for n in range(0, 8, 2)))
    assert (await refused.open_count(door.event.id), sum(map(len, unlisted))) == (5, 3)


def _strange(count: int) -> list[HubRefusedEntry]:
    return [
        HubRefusedEntry(
            scan_id=uuid4(), gate_id=99, verdict="ok", reason="ok", at=clock.now(), why="gate"
        )
        for _ in range(count)
    ]
