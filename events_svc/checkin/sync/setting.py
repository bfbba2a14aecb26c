"""What is said of a door beside its people: event, gates, list, types, keys."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec

from events_svc.checkin.models import CheckinList, CheckinListTicketType, Gate
from events_svc.events.models import Event
from events_svc.text import Text
from events_svc.tickets import keys
from events_svc.tickets.product_models import TicketType


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


async def _members(list_id: int) -> Collection[int]:
    members = CheckinListTicketType.filter(checkin_list_id=list_id).order_by("ticket_type_id")
    return [one.ticket_type_id for one in await members]


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
