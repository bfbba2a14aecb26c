"""Scan: judge what is presented at a gate, admit it or not, and log it; all or nothing, once."""

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.checkin import answers, deciding, logbook, news, plain, store
from events_svc.checkin.answers import ScanAnswer
from events_svc.checkin.deciding import Case
from events_svc.checkin.errors import DeviceUnknown, GateClosed, ScanIdTaken
from events_svc.checkin.scan import Scanned
from events_svc.checkin.store import Row
from events_svc.database import in_transaction, is_postgres, notices, prefer_indexes, singly
from events_svc.database.together import Together

# Batches at once on PostgreSQL: while it writes one, we read and judge the other. SQLite works in this process.
LANES = 2
PAUSE = 0.002  # seconds that a scan in a crowd waits at most for others

Outcome = ScanAnswer | Exception
Done = tuple[list[Outcome], list[Row]]  # and what was logged


async def admit(scan: Scanned) -> ScanAnswer:
    """The verdict on `scan`, stored before it is answered; sent again, the same verdict and nothing new.

    Raises DeviceUnknown, GateClosed, NotFound for another gate, ScanIdTaken for another's id.
    """
    return await _lane(scan).submit(scan)


def tell(scan: Scanned, told: Callable[[Outcome], None]) -> None:
    """The same for who does not wait: `told` is called with the answer, or with what is raised."""
    _lane(scan).tell(scan, told)


def _lane(scan: Scanned) -> Together[Scanned, ScanAnswer]:
    """A phone's scans take one lane: they stay in their order, and two batches never move the same chain."""
    return _lanes[hash(scan.token_hash) % LANES if is_postgres() else 0]


async def admit_all(scans: Sequence[Scanned]) -> list[ScanAnswer | BaseException]:
    """A verdict or a refusal for each scan, decided in their order."""
    return await asyncio.gather(*(admit(scan) for scan in scans), return_exceptions=True)


async def commit(scans: Sequence[Scanned]) -> list[Outcome]:
    """Decide and log these scans, all or nothing, in the order of their arrival.

    Nearly all scans are new and plain: that is supposed first, and looked up when it proves wrong. What
    another process wrote in the meantime is read and everything is decided anew.
    """
    for attempt in (_plainly, *[_looked_up] * store.PATIENCE):
        try:
            outcomes, entries = await attempt(scans)
        except store.Interrupted:
            continue
        for event_id in {entry["event_id"] for entry in entries}:
            notices.notify_soon(f"scans:{event_id}")
        return outcomes
    raise store.Interrupted


async def _plainly(scans: Sequence[Scanned]) -> Done:
    """In two ways to the database; Interrupted where that is not enough (see plain.py)."""
    async with singly():
        cases = await plain.cases(scans, clock.now())
        entries = await plain.commit(cases)
    return [_told(*one) for one in zip(cases, entries, strict=True)], entries


async def _looked_up(scans: Sequence[Scanned]) -> Done:
    async with in_transaction():
        await prefer_indexes()
        doors = await store.doors({scan.token_hash for scan in scans})
        known = await store.repeats({scan.scan_id for scan in scans})
        refused = [_refusal(scan, doors.get(scan.token_hash), known) for scan in scans]
        fresh, now = _fresh(scans, refused, known), clock.now()
        cases = [Case(scan, doors[scan.token_hash], now) for scan in fresh]
        entries = await _decided(cases) if cases else []
    known |= {case.scan.scan_id: _row(case, one) for case, one in zip(cases, entries, strict=True)}
    outcomes = [
        refusal or _answer(scan, known[scan.scan_id])
        for scan, refusal in zip(scans, refused, strict=True)
    ]
    return outcomes, entries


async def _decided(cases: Sequence[Case]) -> list[Row]:
    """Judge and write; the entries of the log."""
    await deciding.find(cases)
    admissions = await deciding.decide(cases)
    entries = logbook.entries_of(cases)
    heads = logbook.link(entries, {one.door["device_id"]: one.door["head_hash"] for one in cases})
    await store.write(admissions=admissions, scans=entries, heads=heads)
    await news.tell(cases, entries)
    return entries


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


def _told(case: Case, entry: Row) -> ScanAnswer:
    return answers.of_entry(entry, case.ticket, scan_id=case.scan.scan_id, at=case.at)


def _row(case: Case, entry: Row) -> Row:
    """What `store.repeats` will read of this case from now on."""
    ticket = case.ticket or {"number": None, "event_id": None}
    same = {"scan_id": case.scan.scan_id, "at": case.at, "ticket_event_id": ticket["event_id"]}
    return {**ticket, **entry, **same}


_lanes: list[Together[Scanned, ScanAnswer]] = [Together(commit, pause=PAUSE) for _ in range(LANES)]
