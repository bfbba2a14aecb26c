"""Make, change, put away and bring back check-in lists."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import msgspec

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.checkin import rule_form
from events_svc.checkin.errors import ListChanged, ListInUse, RulesMalformed
from events_svc.checkin.models import CheckinList, CheckinListTicketType, Gate, Scan
from events_svc.database import in_transaction, notices
from events_svc.events.models import Event
from events_svc.schedule.models import Session
from events_svc.text import Text
from events_svc.tickets.product_models import TicketType


@dataclass(frozen=True, slots=True)
class ListTerms:
    """Who may enter; no ticket types means all. `days` and `session_id` see CheckinList."""

    name: Text
    ticket_types: Sequence[int] = ()
    rules: dict[str, Any] = field(default_factory=dict)
    allow_unpaid: bool = False
    multi_entry: bool = False
    entry_after_exit: bool = False
    days: Mapping[str, Sequence[str]] = field(default_factory=dict)
    session_id: int | None = None
    is_entrance: bool = True

    @property
    def is_single(self) -> bool:
        """Whether a ticket enters once."""
        return not (self.multi_entry or self.entry_after_exit)

    @property
    def seal(self) -> str:
        """What an editor sends back, to change no other terms than those that were read."""
        said = asdict(self) | {"ticket_types": sorted(set(self.ticket_types))}
        return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()[:16]


async def make_list(event: Event, terms: ListTerms) -> CheckinList:
    """A check-in list of `event`; raises RulesMalformed, or NotFound for what is another event's."""
    async with in_transaction():
        await _check(event, terms)
        made = await CheckinList.create(event=event, **_columns(terms))
        await _set_types(made, terms)
        await audit.record("list.made", f"list:{made.id}", event_id=event.id, name=terms.name)
    return made


async def change_list(event: Event, list_id: int, terms: ListTerms, *, seen: str) -> CheckinList:
    """The list has these terms from the next scan on; whoever is in stays in, and came as often as before.

    Raises ListChanged unless `seen` is the seal of the terms that it has, RulesMalformed, NotFound.
    """
    async with in_transaction():
        found = await _locked(event, list_id)
        before = await terms_of(found)
        if before.seal != seen:
            raise ListChanged
        await _check(event, terms)
        became_single = terms.is_single and not before.is_single
        since = clock.now() if became_single else found.single_since
        await CheckinList.filter(id=list_id).update(**_columns(terms), single_since=since)
        await _set_types(found, terms)
        await audit.record(
            "list.changed",
            f"list:{list_id}",
            event_id=event.id,
            before=asdict(before),
            after=asdict(terms),
        )
        await notices.notify(f"scans:{event.id}")
    return await CheckinList.get(id=list_id)


async def remove_list(event: Event, list_id: int) -> None:
    """The list is gone; one with scans is put away, because its log stays. Raises ListInUse, NotFound."""
    async with in_transaction():
        found = await _locked(event, list_id)
        gate = await Gate.filter(checkin_list_id=list_id).order_by("id").first()
        if gate is not None:
            raise ListInUse(gate.name)
        if await Scan.filter(checkin_list_id=list_id).exists():
            await CheckinList.filter(id=list_id).update(removed_at=clock.now())
        else:
            await found.delete()
        await audit.record("list.removed", f"list:{list_id}", event_id=event.id, name=found.name)


async def restore_list(event: Event, list_id: int) -> None:
    """A list that was put away is there again, with all that was scanned."""
    async with in_transaction():
        found = await _locked(event, list_id)
        await CheckinList.filter(id=list_id).update(removed_at=None)
        await audit.record("list.restored", f"list:{list_id}", event_id=event.id, name=found.name)


async def terms_of(one: CheckinList) -> ListTerms:
    """The terms of a list as they stand."""
    members = CheckinListTicketType.filter(checkin_list_id=one.id).order_by("ticket_type_id")
    types = await members.values_list("ticket_type_id", flat=True)
    return terms_with(one, [int(str(one)) for one in types])


def terms_with(one: CheckinList, ticket_types: Sequence[int]) -> ListTerms:
    """The terms of a list whose ticket types are known."""
    return ListTerms(
        name=one.name,
        ticket_types=ticket_types,
        rules=one.rules,
        allow_unpaid=one.allow_unpaid,
        multi_entry=one.multi_entry,
        entry_after_exit=one.entry_after_exit,
        days=one.days,
        session_id=one.session_id,
        is_entrance=one.is_entrance,
    )


async def _locked(event: Event, list_id: int) -> CheckinList:
    found = CheckinList.filter(id=list_id, event_id=event.id).select_for_update()
    one = await found.first()
    if one is None:
        raise NotFound
    return one


async def _check(event: Event, terms: ListTerms) -> None:
    rule_form.check(terms.rules)
    _check_days(terms)
    wanted = {*terms.ticket_types, *map(int, terms.days)}
    if await TicketType.filter(event_id=event.id, id__in=wanted or {0}).count() != len(wanted):
        raise NotFound
    if terms.session_id is not None and not await Session.exists(
        id=terms.session_id, event_id=event.id
    ):
        raise NotFound


def _check_days(terms: ListTerms) -> None:
    for type_id, days in terms.days.items():
        if not type_id.isascii() or not type_id.isdigit() or len(type_id) > 18:
            raise RulesMalformed("days")
        if not days or not all(rule_form.is_day(day) for day in days):
            raise RulesMalformed("days")


def _columns(terms: ListTerms) -> dict[str, Any]:
    columns = {name: getattr(terms, name) for name in ListTerms.__slots__ if name != "ticket_types"}
    return columns | {"days": {name: sorted(set(days)) for name, days in terms.days.items()}}


async def _set_types(one: CheckinList, terms: ListTerms) -> None:
    await CheckinListTicketType.filter(checkin_list_id=one.id).delete()
    members = [
        CheckinListTicketType(checkin_list=one, ticket_type_id=type_id)
        for type_id in sorted(set(terms.ticket_types))
    ]
    await CheckinListTicketType.bulk_create(members)
