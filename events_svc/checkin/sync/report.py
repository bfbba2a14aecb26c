"""A device's round: it says how it is, and hears whether there is something to fetch."""

from dataclasses import dataclass
from datetime import datetime

from events_svc import clock
from events_svc.checkin.models import Device
from events_svc.checkin.sync.models import DeviceReport
from events_svc.database import in_transaction, notices


@dataclass(frozen=True, slots=True)
class Report:
    """`battery` from 0 to 1, `clock_offset_ms` server minus device."""

    unsent: int = 0
    snapshot_at: datetime | None = None
    is_ready: bool = False
    battery: float | None = None
    clock_offset_ms: int | None = None
    app: str = ""


async def report(device: Device, said: Report) -> None:
    """Keep what the device says of itself; the newest only. Who looks at the door sees at once that it has sent
    what it had.
    """
    columns = {name: getattr(said, name) for name in said.__slots__}
    async with in_transaction():
        kept = DeviceReport.filter(device_id=device.id)
        before = [one.unsent for one in await kept]
        if not await kept.update(**columns, reported_at=clock.now()):
            fresh = DeviceReport(device_id=device.id, **columns, reported_at=clock.now())
            await DeviceReport.bulk_create([fresh], ignore_conflicts=True)
        await Device.filter(id=device.id).update(seen_at=clock.now())
    if said.unsent not in before:
        notices.notify_soon(f"scans:{device.event_id}")
