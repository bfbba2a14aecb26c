"""Open gates and the lists that they check."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.checkin import rules
from events_svc.checkin.models import CheckinList, CheckinListTicketType, Gate
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.text import Text
from events_svc.tickets.product_models import TicketType


@dataclass(frozen=True, slots=True)
class ListTerms:
    """Who may enter; no ticket types means all."""

    name: Text
    ticket_types: Sequence[int] = ()
    rules: dict[str, Any] = field(default_factory=dict)
    allow_unpaid: bool = False
    multi_entry: bool = False
    entry_after_exit: bool = False


async def make_list(event: Event, terms: ListTerms) -> CheckinList:
    """A check-in list of `event`; raises RulesMalformed, or NotFound for another event's ticket type."""
    rules.check(terms.rules)
    wanted = set(terms.ticket_types)
    async with in_transaction():
        if await TicketType.filter(event_id=event.id, id__in=wanted or {0}).count() != len(wanted):
            raise NotFound
        made = await CheckinList.create(
            event=event,
            name=terms.name,
            rules=terms.rules,
            allow_unpaid=terms.allow_unpaid,
            multi_entry=terms.multi_entry,
            entry_after_exit=terms.entry_after_exit,
        )
        members = [
            CheckinListTicketType(checkin_list=made, ticket_type_id=one) for one in sorted(wanted)
        ]
        await CheckinListTicketType.bulk_create(members)
        await audit.record("list.made", f"list:{made.id}", event_id=event.id, name=terms.name)
    return made


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


async def _list(event: Event, list_id: int | None) -> CheckinList:
    if list_id is None:
        first = await CheckinList.filter(event_id=event.id).order_by("id").first()
        return first or await make_list(event, ListTerms({"zh": "全部门票", "en": "All tickets"}))
    found = await CheckinList.get_or_none(id=list_id, event_id=event.id)
    if found is None:
        raise NotFound
    return found
