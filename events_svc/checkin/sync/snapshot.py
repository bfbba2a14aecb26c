"""What a gate needs to know to decide alone: all of it, or what changed since."""

from datetime import datetime
from typing import Any

import msgspec

from events_svc import clock
from events_svc.checkin.models import CheckinList, Gate
from events_svc.checkin.sync import people, position
from events_svc.checkin.sync.errors import CrowdTooLarge
from events_svc.checkin.sync.people import Found
from events_svc.checkin.sync.purge import purge_at, refuse_what_is_over
from events_svc.checkin.sync.setting import (
    DoorEvent,
    DoorGate,
    DoorList,
    DoorSetting,
    Gates,
    Types,
    setting_of,
)
from events_svc.database.snapshot import snapshot
from events_svc.events.models import Event
from events_svc.tickets.models import Ticket

FORMAT = 1
MOST = 50_000  # tickets that a phone carries

Pairs = list[tuple[int, int]]
Rows = list[list[Any]]
Words = list[str]


class DoorSnapshot(msgspec.Struct):
    """Everything that decides at this gate. `tickets` have a value for each of `columns`; a ticket's code
    is good with its `serial` alone, and not when the pair (number, serial) is among `revoked`.
    """

    format: int
    life: str
    cursor: str
    taken_at: datetime
    purge_at: datetime
    event: DoorEvent
    gate: DoorGate
    gates: Gates
    list: DoorList
    types: Types
    keys: dict[str, str]
    revoked: Pairs
    columns: Words
    tickets: Rows


class DoorChanges(msgspec.Struct):
    """The same after a cursor: tickets that changed, whole; what has not changed is null. `revoked` speaks of
    the tickets that are here.
    """

    format: int
    life: str
    cursor: str
    taken_at: datetime
    purge_at: datetime
    event: DoorEvent | None
    gate: DoorGate | None
    gates: Gates | None
    list: DoorList | None
    types: Types | None
    keys: dict[str, str] | None
    revoked: Pairs
    columns: Words
    tickets: Rows


async def of_gate(gate: Gate) -> DoorSnapshot:
    """The snapshot of a gate, all of it as it stood at one moment.

    Raises DoorOver a day after the event, CrowdTooLarge for more tickets than a phone carries.
    """
    await refuse_what_is_over(gate.event_id)
    await position.begin(gate.event_id)
    async with snapshot():
        if await Ticket.filter(event_id=gate.event_id).count() > MOST:
            raise CrowdTooLarge(MOST)
        cursor = await position.here(gate.event_id)
        setting, event = await setting_of(gate.id)
        found = await people.everybody(await CheckinList.get(id=setting.list.id))
    return DoorSnapshot(**_head(cursor, event), **_said(setting), **await _told(found))


async def since(gate: Gate, cursor: str) -> DoorChanges:
    """What changed at a gate since `cursor`, and the cursor to go on from.

    Raises SnapshotNeeded when that cannot be told, DoorOver a day after the event.
    """
    await refuse_what_is_over(gate.event_id)
    after = position.read(cursor)
    async with snapshot():
        setting, event = await setting_of(gate.id)
        changed = await position.changed(event.id, after, list_id=setting.list.id)
        checkin_list = await CheckinList.get(id=setting.list.id)
        found = await people.changed_since(checkin_list, after.position)
    said = _said(setting) if changed.is_setting else dict.fromkeys(_SETTING)
    return DoorChanges(**_head(changed.cursor, event), **said, **await _told(found))


_SETTING = DoorSetting.__struct_fields__


def _head(cursor: position.Cursor, event: Event) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "life": cursor.life,
        "cursor": str(cursor),
        "taken_at": clock.now(),
        "purge_at": purge_at(event),
    }


def _said(setting: DoorSetting) -> dict[str, Any]:
    return {name: getattr(setting, name) for name in _SETTING}


async def _told(found: Found) -> dict[str, Any]:
    told = await people.told(found)
    return {"revoked": told.revoked, "columns": told.columns, "tickets": told.tickets}
