"""Store what gates decided by themselves: as it was shown, once, in any order the same."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from asyncpg import DeadlockDetectedError

from events_svc import clock
from events_svc.checkin import answers, logbook, news, standing, store
from events_svc.checkin.answers import ScanAnswer
from events_svc.checkin.errors import ScanIdTaken
from events_svc.checkin.store import Row
from events_svc.checkin.upload import noting
from events_svc.checkin.upload.appending import Log
from events_svc.checkin.upload.entry import Entry
from events_svc.database import in_transaction, notices, prefer_indexes

Outcome = ScanAnswer | ScanIdTaken


async def record(entries: Sequence[Entry]) -> list[Outcome]:
    """Store the entries and what follows of them (admissions, conflicts); the answer to each, as it stands.

    An id that is in the log already is answered and changes nothing. Who calls has seen to it that
    devices and gates are its own, and of one event.
    """
    for _ in range(store.PATIENCE):
        try:
            async with in_transaction():
                outcomes, events = await _record(entries)
        except (store.Interrupted, DeadlockDetectedError):
            continue
        for event_id in events:
            notices.notify_soon(f"scans:{event_id}")
        return outcomes
    raise store.Interrupted


async def _record(entries: Sequence[Entry]) -> tuple[list[Outcome], set[int]]:
    """The outcomes, and the events at which something is new."""
    await prefer_indexes()
    heads = await store.heads({entry.device_id for entry in entries})
    known = await store.repeats(_named(entries))
    fresh = sorted(_fresh(entries, known), key=lambda entry: entry.turn)
    if fresh:
        await _write(fresh, heads, known)
        await noting.note(fresh)
        made = await store.repeats({entry.scan_id for entry in fresh})
        await news.tell_rows([*made.values()])
        known |= made
    events = {known[entry.scan_id]["event_id"] for entry in fresh}
    return [_outcome(entry, known[entry.scan_id]) for entry in entries], events


def _named(entries: Sequence[Entry]) -> set[UUID]:
    """Every scan that these entries are or speak of."""
    spoken_of = {one for entry in entries for one in (entry.undoes, entry.tried) if one}
    return spoken_of | {entry.scan_id for entry in entries}


def _fresh(entries: Sequence[Entry], known: Collection[UUID]) -> list[Entry]:
    first: dict[UUID, Entry] = {}
    for entry in entries:
        if entry.scan_id not in known:
            first.setdefault(entry.scan_id, entry)
    return list(first.values())


async def _write(
    fresh: Sequence[Entry], heads: Mapping[int, str], known: Mapping[UUID, Row]
) -> None:
    gates = await store.gates({entry.gate_id for entry in fresh})
    named = {one for entry in fresh for one in (entry.undoes, entry.tried) if one}
    log = Log(dict(known), await store.undone(named))
    rows = [log.append(entry, gates[entry.gate_id]) for entry in fresh]
    versions = await standing.locked(log.touched)
    seen_at = store.stored(clock.now())  # the entries are from before
    linked = [{**head, "at": seen_at} for head in logbook.link(rows, heads)]
    await store.write(scans=rows, heads=linked)
    await standing.settle(versions)


def _outcome(entry: Entry, row: Row) -> Outcome:
    is_same = row["gate_id"] == entry.gate_id and row["device_id"] == entry.device_id
    return answers.of_row(row) if is_same else ScanIdTaken()
