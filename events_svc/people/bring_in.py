"""Bring people in: all of a table become tickets, or none does."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.people import roster
from events_svc.people.errors import PersonRefused, RosterFaulty
from events_svc.people.roster import Person, Roster
from events_svc.schedule.importing import separated, xlsx
from events_svc.schedule.importing.dialects import ZIP
from events_svc.schedule.importing.errors import refused
from events_svc.schedule.importing.sheets import Sheet
from events_svc.tickets.draft import Buyer, Holder, Line
from events_svc.tickets.errors import NotReserved
from events_svc.tickets.models import Order, OrderState
from events_svc.tickets.place_all import Wish, place_all
from events_svc.tickets.product_models import TicketType

MOST_BYTES = 5 * 1024 * 1024
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Plan:
    """How people become orders: one for all of them by `buyer`, or (without one) each their own.

    What costs something is pending and held until `pay_until`. `is_silent`: nobody is mailed.
    """

    buyer: Buyer | None
    pay_until: datetime
    is_silent: bool = True
    language: str = "zh"


async def understood(
    event: Event, raw: bytes, *, usual_type_id: int | None = None, chosen: Sequence[str] = ()
) -> Roster:
    """What the table says of people for `event`; raises FileRefused. See `roster.read`."""
    if len(raw) > MOST_BYTES:
        raise refused("The file is larger than 5 MB.")
    if not raw.strip():
        raise refused("The file is empty.")
    types = await TicketType.filter(event_id=event.id, is_active=True, is_addon=False)
    names = {name: kind.id for kind in types for name in kind.name.values()}
    sheets = await asyncio.to_thread(_sheets, raw)
    return roster.read(sheets, names, usual_type_id=usual_type_id, chosen=chosen)


async def bring_in(event: Event, found: Roster, plan: Plan) -> list[Order]:
    """Everybody of the table has a ticket afterwards; or RosterFaulty, PersonRefused (with the row) and
    nobody has.
    """
    if found.problems:
        raise RosterFaulty(len(found.problems))
    wishes = [_for_all(found.people, plan.buyer)] if plan.buyer else _for_each(found.people, plan)
    async with in_transaction():
        try:
            placed = await place_all(event.slug, wishes, source="import", is_silent=plan.is_silent)
        except NotReserved as refusal:
            at = getattr(refusal, "wish", 0)
            raise PersonRefused(found.people[at].row, refusal) from refusal
        orders = [one.order for one in placed]
        await _hold(orders, plan.pay_until)
        await audit.record(
            "people.brought_in",
            f"event:{event.id}",
            event_id=event.id,
            organisation_id=event.organisation_id,
            people=len(found.people),
            orders=len(orders),
        )
    return orders


async def _hold(orders: Sequence[Order], until: datetime) -> None:
    waiting = [order.id for order in orders if order.state is OrderState.PENDING]
    for start in range(0, len(waiting), 10_000):
        some = Order.filter(id__in=waiting[start : start + 10_000])
        await some.update(expires_at=until)


def _for_all(people: Sequence[Person], buyer: Buyer) -> Wish:
    by_type: dict[int, list[Holder]] = defaultdict(list)
    for one in people:
        by_type[one.ticket_type_id].append(Holder(one.name, one.email, one.organisation))
    lines = [Line(one, len(some), tuple(some)) for one, some in sorted(by_type.items())]
    return Wish(tuple(lines), buyer)


def _for_each(people: Sequence[Person], plan: Plan) -> list[Wish]:
    return [
        Wish(
            (Line(one.ticket_type_id, 1, (Holder(one.name, one.email, one.organisation),)),),
            Buyer(one.name, one.email, one.phone, one.organisation, plan.language),
        )
        for one in people
    ]


def _sheets(raw: bytes) -> list[Sheet]:
    if raw.startswith(OLD_OFFICE):
        raise refused("This is an old Excel file: please save it as .xlsx.")
    return xlsx.sheets(raw) if raw.startswith(ZIP) else separated.sheets(raw)
