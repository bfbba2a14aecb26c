"""What a gate needs to know to decide alone: all of it, or what changed since."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import msgspec

from events_svc import clock
from events_svc.checkin.models import CheckinList, CheckinListTicketType, Gate
from events_svc.checkin.sync import people, position
from events_svc.checkin.sync.errors import CrowdTooLarge, DoorOver
from events_svc.checkin.sync.people import Found
from events_svc.database.snapshot import snapshot
from events_svc.events.models import Event
from events_svc.text import Text
from events_svc.tickets import keys
from events_svc.tickets.models import Ticket
from events_svc.tickets.product_models import TicketType

FORMAT = 1
KEPT_FOR = timedelta(hours=24)  # after the event
MOST = 50_000  # tickets that a phone carries

Pairs = list[tuple[int, int]]
Rows = list[list[Any]]
Words = list[str]


class DoorEvent(msgspec.Struct):
    id: int
    slug: str
    title: Text
    timezone: str


class DoorGate(msgspec.Struct):
    id: int
    name: Text
    is_active: bool


class DoorList(msgspec.Struct):
    """The list of the gate, as `verdict.judge` takes it."""

    id: int
    name: Text
    event_id: int
    timezone: str
    ticket_types: list[int]
    days: dict[str, list[str]]
    starts_at: datetime | None
    ends_at: datetime | None
    allow_unpaid: bool
    multi_entry: bool
    entry_after_exit: bool
    rules: dict[str, Any]


class DoorType(msgspec.Struct):
    id: int
    name: Text


Gates = list[DoorGate]
Types = list[DoorType]


class DoorSetting(msgspec.Struct):
    """What is said of a door beside its people; `keys` are public keys in hexadecimal, by number."""

    event: DoorEvent
    gate: DoorGate
    gates: Gates
    list: DoorList
    types: Types
    keys: dict[str, str]


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
    await _refuse_what_is_over(gate.event_id)
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
    await _refuse_what_is_over(gate.event_id)
    after = position.read(cursor)
    async with snapshot():
        setting, event = await setting_of(gate.id)
        changed = await position.changed(event.id, after, list_id=setting.list.id)
        checkin_list = await CheckinList.get(id=setting.list.id)
        found = await people.changed_since(checkin_list, after.position)
    said = _said(setting) if changed.is_setting else dict.fromkeys(_SETTING)
    return DoorChanges(**_head(changed.cursor, event), **said, **await _told(found))


async def setting_of(gate_id: int) -> tuple[DoorSetting, Event]:
    """What is said of a door beside its people, and its event."""
    gate = await Gate.get(id=gate_id).select_related("event", "checkin_list__session")
    event, types = gate.event, TicketType.filter(event_id=gate.event_id).order_by("id")
    public = await keys.public_keys(event.id)
    setting = DoorSetting(
        event=DoorEvent(event.id, event.slug, event.title, event.timezone),
        gate=_gate(gate),
        gates=[_gate(one) for one in await Gate.filter(event_id=event.id).order_by("id")],
        list=_list(gate.checkin_list, event, await _members(gate.checkin_list_id)),
        types=[DoorType(one.id, one.name) for one in await types],
        keys={str(number): key.hex() for number, key in sorted(public.items())},
    )
    return setting, event


def purge_at(event: Event) -> datetime:
    """When devices forget what they know of the event's people."""
    return event.ends_at + KEPT_FOR


_SETTING = DoorSetting.__struct_fields__


async def _refuse_what_is_over(event_id: int) -> None:
    if purge_at(await Event.get(id=event_id)) <= clock.now():
        raise DoorOver


async def _members(list_id: int) -> Collection[int]:
    members = CheckinListTicketType.filter(checkin_list_id=list_id).order_by("ticket_type_id")
    return [one.ticket_type_id for one in await members]


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


def _gate(gate: Gate) -> DoorGate:
    return DoorGate(gate.id, gate.name, gate.is_active)


def _list(one: CheckinList, event: Event, types: Collection[int]) -> DoorList:
    return DoorList(
        id=one.id,
        name=one.name,
        event_id=event.id,
        timezone=event.timezone,
        ticket_types=[*types],
        days=one.days,
        starts_at=one.session.starts_at if one.session else None,
        ends_at=one.session.ends_at if one.session else None,
        allow_unpaid=one.allow_unpaid,
        multi_entry=one.multi_entry,
        entry_after_exit=one.entry_after_exit,
        rules=one.rules,
    )
