"""What a hub decided and its server does not have yet, in the order of the hub's log."""

from collections.abc import Sequence
from typing import Any

from events_svc.checkin.models import Device, Scan
from events_svc.hub import newcomers
from events_svc.hub.models import Holding
from events_svc.hub.newcomers import OWN_IDS
from events_svc.hub.wire import HubBatch, HubEntry, HubPhone

AT_ONCE = 200

_MADE = {"phone", "ticket_number"}
_COPIED = [name for name in HubEntry.__struct_fields__ if name not in _MADE]


async def unsent(holding: Holding) -> int:
    """How many entries of this hub's own the server does not have."""
    count: int = await _own(holding).count()
    return count


async def next_batch(holding: Holding) -> tuple[HubBatch, int] | None:
    """The oldest entries that were not sent, at most AT_ONCE, and through which of the log they go."""
    rows = await _own(holding).order_by("id").limit(AT_ONCE).values("id", *_COPIED)
    if not rows:
        return None
    phones = await _phones({row["device_id"] for row in rows})
    numbers = await _numbers({row["ticket_id"] for row in rows if row["ticket_id"]})
    places = {device_id: place for place, device_id in enumerate(phones)}
    batch = HubBatch(
        clock_offset_ms=holding.clock_offset_ms,
        phones=[*phones.values()],
        entries=[_entry(row, places[row["device_id"]], numbers=numbers) for row in rows],
    )
    return batch, rows[-1]["id"]


def _own(holding: Holding) -> Any:
    """Entries of other doors have no device here."""
    return Scan.filter(id__gt=holding.sent_through, device_id__not_isnull=True)


async def _phones(ids: set[int]) -> dict[int, HubPhone]:
    devices: Sequence[Device] = await Device.filter(id__in=ids).order_by("id")
    return {
        one.id: HubPhone(uid=one.uid, gate_id=one.gate_id or 0, name=one.name) for one in devices
    }


async def _numbers(ticket_ids: set[int]) -> dict[int, int]:
    """The numbers that stood on the codes of tickets for which this hub has a row of its own."""
    own = [one for one in ticket_ids if one >= OWN_IDS]
    return await newcomers.numbers(own) if own else {}


def _entry(row: dict[str, Any], phone: int, *, numbers: dict[int, int]) -> HubEntry:
    """As it stands in the log here, so that its link can be checked there."""
    columns = {name: row[name] for name in _COPIED}
    number = numbers.get(row["ticket_id"])
    return HubEntry(**columns, phone=phone, ticket_number=number)
