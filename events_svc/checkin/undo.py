"""Undo a scan: a new entry in the log, and the admission as the rest of the log makes it."""

from uuid import UUID

from asyncpg import DeadlockDetectedError

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.checkin import answers, logbook, standing, store
from events_svc.checkin.answers import ScanAnswer
from events_svc.checkin.errors import DeviceUnknown, NothingToUndo, ScanIdTaken
from events_svc.checkin.store import Row, stored
from events_svc.database import in_transaction, notices


async def undo(scan_id: UUID, *, undone: UUID, token_hash: str, gate_id: int) -> ScanAnswer:
    """Take back the admission of scan `undone` at this gate, under the new id `scan_id`.

    Sent again it answers the same. Raises NothingToUndo for a refusal or what is undone already,
    NotFound for a scan of another gate.
    """
    for _ in range(store.PATIENCE):
        try:
            async with in_transaction():
                return await _undo(scan_id, undone, token_hash, gate_id)
        except (store.Interrupted, DeadlockDetectedError):
            continue
    raise store.Interrupted


async def _undo(scan_id: UUID, undone: UUID, token_hash: str, gate_id: int) -> ScanAnswer:
    door = (await store.doors([token_hash])).get(token_hash)
    if door is None:
        raise DeviceUnknown
    known = await store.repeats({scan_id, undone})
    before = known.get(undone)
    if before is None or before["gate_id"] != gate_id or door["gate_id"] != gate_id:
        raise NotFound
    if scan_id in known:
        return _repeated(known[scan_id], undone)
    if before["verdict"] != "ok" or await store.undone([undone]):
        raise NothingToUndo
    return await _take_back(scan_id, before, door)


def _repeated(row: Row, undone: UUID) -> ScanAnswer:
    if row["undoes"] is None or UUID(str(row["undoes"])) != undone:
        raise ScanIdTaken
    return answers.of_row(row)


async def _take_back(scan_id: UUID, before: Row, door: Row) -> ScanAnswer:
    versions = await standing.locked([(before["checkin_list_id"], before["ticket_id"])])
    entry = _entry(scan_id, before, door)
    heads = logbook.link([entry], {door["device_id"]: door["head_hash"]})
    await store.write(scans=[entry], heads=heads)
    await standing.settle(versions)
    await notices.notify(f"scans:{entry['event_id']}")
    return answers.of_row((await store.repeats({scan_id}))[scan_id])


def _entry(scan_id: UUID, before: Row, door: Row) -> Row:
    return {
        "scan_id": str(scan_id),
        "event_id": before["event_id"],
        "checkin_list_id": before["checkin_list_id"],
        "gate_id": before["gate_id"],
        "device_id": door["device_id"],
        "seq": None,
        "ticket_id": before["ticket_id"],
        "code_hash": "",
        "direction": before["direction"],
        "verdict": "undone",
        "reason": "undone",
        "basis": "online",
        "at": stored(clock.now()),
        "at_device": None,
        "clock_offset_ms": None,
        "undoes": str(UUID(str(before["scan_id"]))),
        "device_seq": None,
        "device_hash": None,
        "detail": {},
    }
