"""What this hub decided on a ticket that was new here counts for the real one, whatever the server makes of it.

No entry is ever changed, so the real ticket gets those of the row that stood back once more, under other ids.
The same ids are given to what the server tells of them: whichever comes first, they are there once.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from events_svc import clock
from events_svc.checkin import standing
from events_svc.checkin.conflicts.models import Conflict, Decision
from events_svc.checkin.models import Basis, Scan
from events_svc.hub import newcomers
from events_svc.hub.newcomers import OWN_IDS
from events_svc.hub.tables import Row

AGAIN = UUID("6f1c8f0e-5d1b-4f5e-9a63-5f9a2b1f7c10")

_COPIED = ("event_id", "checkin_list_id", "gate_id", "direction", "verdict", "reason", "at")


async def carry() -> None:
    """Give the real tickets what is in this hub's log of the rows that stood back for them; twice is once."""
    moved = await newcomers.stood_back()
    if not moved:
        return
    ours = Scan.filter(ticket_id__in=[*moved], verdict__in=["ok", "undone"]).order_by("id")
    rows = await ours.values("scan_id", "ticket_id", "undoes", *_COPIED)
    known = await _known([again(row["scan_id"]) for row in rows])
    new = [_carried(row, moved) for row in rows if again(row["scan_id"]) not in known]
    await Scan.bulk_create(new, ignore_conflicts=True)
    standings = {(one.checkin_list_id, one.ticket_id or 0) for one in new}
    await standing.settle(await standing.locked(standings))
    await _close_conflicts(moved)


async def of_the_real_tickets(rows: Sequence[Row]) -> list[Row]:
    """What the server tells of our own entries of tickets that were new here, under the ids of `carry`."""
    spoken_of = {one for row in rows for one in (row["scan_id"], row["undoes"]) if one}
    ours = Scan.filter(scan_id__in=[UUID(one) for one in spoken_of], ticket_id__gte=OWN_IDS)
    found = await ours.values_list("scan_id", flat=True)
    renamed = {str(one): str(again(UUID(str(one)))) for one in found}
    return [
        {**row, **{name: renamed.get(row[name], row[name]) for name in ("scan_id", "undoes")}}
        for row in rows
    ]


async def _close_conflicts(ticket_ids: Collection[int]) -> None:
    """What waits for a person waits at the real tickets now."""
    mine = Conflict.filter(ticket_id__in=[*ticket_ids], decision=Decision.OPEN)
    await mine.update(decision=Decision.LET_IN, decided_at=clock.now())


def again(scan_id: UUID) -> UUID:
    """The id of the same entry for the real ticket."""
    return uuid5(AGAIN, str(scan_id))


async def _known(scan_ids: Collection[UUID]) -> set[UUID]:
    found: Any = Scan.filter(scan_id__in=[*scan_ids])
    return {*await found.values_list("scan_id", flat=True)}


def _carried(row: Row, moved: Mapping[int, int]) -> Scan:
    """As the server would tell it: without a device here, so that it is not brought a second time."""
    return Scan(
        **{name: row[name] for name in _COPIED},
        scan_id=again(row["scan_id"]),
        undoes=again(row["undoes"]) if row["undoes"] else None,
        ticket_id=moved[row["ticket_id"]],
        basis=Basis.HUB,
    )
