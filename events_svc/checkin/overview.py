"""The door of an event at one moment, for the organiser: figures, gates, phones, the last scans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_svc.checkin import inside, queries, tally
from events_svc.checkin.conflicts.queries import open_count
from events_svc.checkin.desk import refused
from events_svc.checkin.models import Device, DeviceKind, Gate
from events_svc.checkin.queries import Arrivals
from events_svc.checkin.store import Row
from events_svc.checkin.sync.models import DeviceReport
from events_svc.checkin.tally import Tally
from events_svc.events.models import Event


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone or a hub at the door and what it said of itself the last time."""

    id: int
    name: str
    kind: DeviceKind
    gate: Gate | None
    seen_at: datetime | None
    report: DeviceReport | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What the live page shows."""

    arrivals: Arrivals
    inside: int
    conflicts: int
    answers: int  # brought and not kept: they wait for somebody
    tally: Tally
    gates: Sequence[Gate]
    phones: Sequence[Phone]
    scans: Sequence[Row]

    def phones_at(self, gate: Gate) -> int:
        return sum(one.gate is not None and one.gate.id == gate.id for one in self.phones)


async def overview(event: Event) -> Overview:
    """The door of the event now."""
    return Overview(
        arrivals=await queries.arrivals(event),
        inside=(await inside.house(event.id)).inside,
        conflicts=await open_count(event.id),
        answers=await refused.open_count(event.id),
        tally=await tally.counted(event),
        gates=await Gate.filter(event_id=event.id).order_by("id").select_related("checkin_list"),
        phones=await phones(event),
        scans=await queries.last_scans(event, limit=12),
    )


async def phones(event: Event) -> list[Phone]:
    """The phones and hubs of the event that may scan, with their last reports; by gate."""
    asked = Device.filter(event_id=event.id, revoked_at=None).exclude(kind=DeviceKind.PERSON)
    devices = await asked.order_by("gate_id", "id").select_related("gate")
    ids = [one.id for one in devices]
    reports: dict[int, Any] = {
        one.device_id: one for one in await DeviceReport.filter(device_id__in=ids)
    }
    return [
        Phone(
            one.id,
            one.name,
            one.kind,
            one.gate,
            one.seen_at,
            reports.get(one.id),
        )
        for one in devices
    ]
