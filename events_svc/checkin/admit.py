"""Scan: judge what is presented at a gate, admit it or not, and log it; all or nothing, once."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.checkin import answers, deciding, logbook, store
from events_svc.checkin.answers import ScanAnswer
from events_svc.checkin.deciding import Case
from events_svc.checkin.errors import DeviceUnknown, GateClosed, ScanIdTaken
from events_svc.checkin.scan import Scanned
from events_svc.checkin.store import Row
from events_svc.database import in_transaction, prefer_indexes
from events_svc.database.together import Together

PATIENCE = 16  # times that other processes may come first

Outcome = ScanAnswer | Exception


async def admit(scan: Scanned) -> ScanAnswer:
    """The verdict on `scan`, stored before it is answered; sent again, the same verdict and nothing new.

    Raises DeviceUnknown, GateClosed, NotFound for another gate, ScanIdTaken for another's id.
    """
    return await _together.submit(scan)


async def admit_all(scans: Sequence[Scanned]) -> list[ScanAnswer | BaseException]:
    """A verdict or a refusal for each scan, decided in their order."""
    return await asyncio.gather(*(admit(scan) for scan in scans), return_exceptions=True)


async def commit(scans: Sequence[Scanned]) -> list[Outcome]:
    """Decide and log these scans in one transaction, in the order of their arrival.

    What another process wrote in the meantime is read and everything is decided anew.
    """
    for _ in range(PATIENCE):
        try:
            async with in_transaction():
                return await _commit(scans)
        except store.Interrupted:
            continue
    raise store.Interrupted


async def _commit(scans: Sequence[Scanned]) -> list[Outcome]:
    await prefer_indexes()
    doors = await store.doors({scan.token_hash for scan in scans})
    known = await store.repeats({scan.scan_id for scan in scans})
    refused = [_refusal(scan, doors.get(scan.token_hash), known) for scan in scans]
    fresh = _fresh(scans, refused, known)
    cases = [Case(scan, doors[scan.token_hash], clock.now()) for scan in fresh]
    if cases:
        await deciding.decide(cases)
        entries = await logbook.write(cases)
        known |= {case.scan.scan_id: _row(case, entries) for case in cases}
    return [
        refusal or _answer(scan, known[scan.scan_id])
        for scan, refusal in zip(scans, refused, strict=True)
    ]


def _refusal(scan: Scanned, door: Row | None, known: dict[UUID, Row]) -> Exception | None:
    if door is None:
        return DeviceUnknown()
    if door["gate_id"] != scan.gate_id:
        return NotFound()
    if scan.scan_id in known:
        return None
    return None if door["is_active"] else GateClosed()


def _fresh(
    scans: Sequence[Scanned], refused: Sequence[Exception | None], known: dict[UUID, Row]
) -> list[Scanned]:
    """The scans to decide: none that is logged, and each id once."""
    first: dict[UUID, Scanned] = {}
    for scan, refusal in zip(scans, refused, strict=True):
        if refusal is None and scan.scan_id not in known:
            first.setdefault(scan.scan_id, scan)
    return list(first.values())


def _answer(scan: Scanned, row: Row) -> Outcome:
    return answers.of_row(row) if row["gate_id"] == scan.gate_id else ScanIdTaken()


def _row(case: Case, entries: dict[str, Row]) -> Row:
    """What `store.repeats` will read of this case from now on."""
    ticket = case.ticket or {"number": None, "event_id": None}
    return {**ticket, "ticket_event_id": ticket["event_id"], **entries[str(case.scan.scan_id)]}


_together: Together[Scanned, ScanAnswer] = Together(commit)
