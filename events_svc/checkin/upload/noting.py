"""Note where a chain does not hold, when its entries come: no page reads the whole log for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from events_svc.checkin.models import Scan
from events_svc.checkin.upload import verify
from events_svc.checkin.upload.entry import Entry
from events_svc.checkin.upload.models import DoorTear
from events_svc.checkin.upload.verify import NOTHING, Tear, torn
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_new

FAR = 1000  # places between two entries that are looked at apart

Row = Mapping[str, Any]
Run = tuple[int, int, int]  # device, first and last place


async def note(entries: Sequence[Entry]) -> None:
    """Note the tears at these entries, which are in the log now, and at those that follow them.

    What was missing may have come with them: what held not, and does now, is noted no more.
    """
    for run in runs(entries):
        await _note_run(run)
    await _note_hubs(entries)


async def note_anew(event_id: int) -> None:
    """Note what the whole log of the event says now: somebody may have changed it since it came."""
    async with in_transaction():
        found = await verify.torn_entries(event_id=event_id)
        await DoorTear.filter(event_id=event_id, of_hub=False).delete()
        await _keep(found, of_hub=False)


def runs(entries: Iterable[Entry]) -> Iterator[Run]:
    """The stretches of chains of which these entries are. Pure."""
    places = sorted({(e.device_id, e.device_seq) for e in entries if e.device_seq is not None})
    for n, (device_id, first) in enumerate(places):
        if n and places[n - 1][0] == device_id and first - places[n - 1][1] <= FAR:
            continue
        last = first
        for other, place in places[n + 1 :]:
            if other != device_id or place - last > FAR:
                break
            last = place
        yield device_id, first, last


async def _note_run(run: Run) -> None:
    device_id, first, last = run
    own = Scan.filter(device_id=device_id, device_seq__not_isnull=True)
    before = await own.filter(device_seq__lt=first).order_by("-device_seq", "-id").limit(1).values()
    within = own.filter(device_seq__gte=first, device_seq__lte=last).order_by("device_seq", "id")
    after = own.filter(device_seq__gt=last).order_by("device_seq", "id").limit(1)
    verified = [*await within.values(), *await after.values()]
    previous: list[Row] = [*before, *verified] if before else [NOTHING, *verified]
    found = [(scan, torn(old, scan)) for old, scan in zip(previous, verified, strict=False)]
    ids = [scan["id"] for scan in verified]
    await DoorTear.filter(entry_id__in=ids, of_hub=False).delete()
    await _keep([(scan, tear) for scan, tear in found if tear], of_hub=False)


async def _note_hubs(entries: Iterable[Entry]) -> None:
    """What is wrong with the log of the hub that brought them stands in them (see hub/receive.py)."""
    marked = {
        e.scan_id: e.detail["chain"] == "gap" for e in entries if {"hub", "chain"} <= {*e.detail}
    }
    if marked:
        scans = await Scan.filter(scan_id__in=[*marked]).values()
        tears = [Tear(s["device_id"], None, s["at"], is_gap=marked[s["scan_id"]]) for s in scans]
        await _keep([*zip(scans, tears, strict=True)], of_hub=True)


async def _keep(found: Sequence[tuple[Row, Tear]], *, of_hub: bool) -> None:
    noted = [
        {
            "event_id": scan["event_id"],
            "device_id": scan["device_id"],
            "entry_id": scan["id"],
            "of_hub": of_hub,
            "is_gap": tear.is_gap,
        }
        for scan, tear in found
    ]
    await insert_new(DoorTear, noted)
