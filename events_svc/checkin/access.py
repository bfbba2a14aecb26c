"""The lookups of the door: what belongs to an event; else NotFound."""

from events_svc.accounts.errors import there
from events_svc.checkin.conflicts.models import Conflict
from events_svc.checkin.models import CheckinList, Device, Gate
from events_svc.events.models import Event


async def gate_of(event: Event, gate_id: int) -> Gate:
    """The event's gate with this id."""
    return there(await Gate.get_or_none(event_id=event.id, id=gate_id))


async def device_of(event: Event, device_id: int) -> Device:
    """The event's phone or hub with this id."""
    return there(await Device.get_or_none(event_id=event.id, id=device_id))


async def list_of(event: Event, list_id: int) -> CheckinList:
    """The event's check-in list with this id."""
    return there(await CheckinList.get_or_none(event_id=event.id, id=list_id))


async def conflict_of(event: Event, conflict_id: int) -> Conflict:
    """The event's conflict with this id."""
    return there(await Conflict.get_or_none(event_id=event.id, id=conflict_id))
