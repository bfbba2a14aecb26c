"""What a hub decided and its server does not have yet, in the order of the hub's log."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from events_svc.checkin.models import Device, Scan
from events_svc.hub import newcomers
from events_svc.hub.models import AsideEntry, Holding
from events_svc.hub.newcomers import OWN_IDS
from events_svc.hub.waiting import Waiting
from events_svc.hub.wire import HubBatch, HubEntry, HubPhone

AT_ONCE = 200
MOST_BYTES = 256 * 1024  # of a batch; one that is larger by itself goes alone

_MADE = {"phone", "ticket_number"}
_COPIED = [name for name in HubEntry.__struct_fields__ if name not in _MADE]

Row = dict[str, Any]


async def unsent(holding: Holding) -> int:
    """How many entries of this hub's own the server does not have, and may still take."""
    following: int = await _own(holding).count()
    return following + await AsideEntry.filter(refused_at=None).count()


async def waiting(holding: Holding) -> Waiting:
    """The same, since when, and why the server does not take them."""
    aside = await AsideEntry.filter(refused_at=None).order_by("entry_id").first()
    oldest = Scan.filter(id=aside.entry_id) if aside else _own(holding).order_by("id")
    found: Any = await oldest.first().values_list("at", flat=True)
    trouble = holding.unsent_trouble or (aside.why if aside else "")
    return Waiting(await unsent(holding), found, trouble)


async def next_rows(holding: Holding, *, after: int = 0) -> list[Row]:
    """The oldest entries after this one that were not sent, as many as fit in a batch."""
    found = _own(holding).filter(id__gt=after).order_by("id").limit(AT_ONCE)
    size = 0
    rows: list[Row] = []
    for row in await found.values("id", *_COPIED):
        size += len(msgspec.json.encode(row))
        if rows and size > MOST_BYTES:
            break
        rows.append(row)
    return rows


async def rows_of(ids: Collection[int]) -> list[Row]:
    """These entries of the log, in its order."""
    return await Scan.filter(id__in=[*ids] or [0]).order_by("id").values("id", *_COPIED)


async def batch_of(rows: Sequence[Row], *, clock_offset_ms: int) -> HubBatch:
    """The entries as they travel."""
    phones = await _phones({row["device_id"] for row in rows})
    numbers = await _numbers({row["ticket_id"] for row in rows if row["ticket_id"]})
    places = {device_id: place for place, device_id in enumerate(phones)}
    return HubBatch(
        clock_offset_ms=clock_offset_ms,
        phones=[*phones.values()],
        entries=[_entry(row, places[row["device_id"]], numbers=numbers) for row in rows],
    )


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


def _entry(row: Row, phone: int, *, numbers: dict[int, int]) -> HubEntry:
    """As it stands in the log here, so that its link can be checked there."""
    columns = {name: row[name] for name in _COPIED}
    number = numbers.get(row["ticket_id"])
    return HubEntry(**columns, phone=phone, ticket_number=number)
