"""Open gates and the lists that they check."""

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.checkin.lists import ListTerms, make_list
from events_svc.checkin.models import CheckinList, Gate
from events_svc.database import in_transaction, notices
from events_svc.events.models import Event
from events_svc.text import Text


async def open_gate(event: Event, *, name: Text, list_id: int | None = None) -> Gate:
    """A gate of `event` that checks the list; without one, the event's first, or a new one for everybody."""
    async with in_transaction():
        checkin_list = await _list(event, list_id)
        gate = await Gate.create(
            event=event, checkin_list=checkin_list, name=name, created_at=clock.now()
        )
        await audit.record("gate.opened", f"gate:{gate.id}", event_id=event.id, name=name)
    return gate


async def close_gate(gate: Gate) -> None:
    """Nobody is scanned at this gate any more."""
    async with in_transaction():
        await Gate.filter(id=gate.id).update(is_active=False)
        await audit.record("gate.closed", f"gate:{gate.id}", event_id=gate.event_id)


async def reopen_gate(gate: Gate) -> None:
    """Scanning at this gate goes on, with the phones that were paired."""
    async with in_transaction():
        await Gate.filter(id=gate.id).update(is_active=True)
        await audit.record("gate.reopened", f"gate:{gate.id}", event_id=gate.event_id)


async def set_desk(gate: Gate) -> None:
    """People register and pay at this gate from now on."""
    async with in_transaction():
        await Gate.filter(id=gate.id).update(is_desk=True)
        await audit.record("gate.desk_opened", f"gate:{gate.id}", event_id=gate.event_id)


async def clear_desk(gate: Gate) -> None:
    """Nobody registers or pays at this gate any more."""
    async with in_transaction():
        await Gate.filter(id=gate.id).update(is_desk=False)
        await audit.record("gate.desk_closed", f"gate:{gate.id}", event_id=gate.event_id)


async def check_list(gate: Gate, list_id: int) -> None:
    """The gate checks this list from the next scan on; raises NotFound for another event's."""
    async with in_transaction():
        found = (
            await CheckinList.filter(id=list_id, event_id=gate.event_id, removed_at=None)
            .select_for_update()
            .first()
        )
        if found is None:
            raise NotFound
        await Gate.filter(id=gate.id).update(checkin_list_id=list_id)
        await audit.record(
            "gate.list_changed", f"gate:{gate.id}", event_id=gate.event_id, list=found.name
        )
        await notices.notify(f"scans:{gate.event_id}")


async def _list(event: Event, list_id: int | None) -> CheckinList:
    there = CheckinList.filter(event_id=event.id, removed_at=None).select_for_update()
    if list_id is None:
        first = await there.filter(session_id=None).order_by("id").first()
        return first or await make_list(event, ListTerms({"zh": "全部门票", "en": "All tickets"}))
    found = await there.filter(id=list_id).first()
    if found is None:
        raise NotFound
    return found
