"""Tickets that were sold since the hub last heard of any: their signed codes say enough to admit them.

Such a ticket gets a row of the hub's own, without a name. When the real one comes down, that row stands
back and keeps its entries; the real one gets them once more, from this hub's own log (see own_log.py).
"""

from collections.abc import Collection, Sequence
from typing import Any

from events_svc import clock
from events_svc.checkin import presented
from events_svc.checkin.counting.models import DoorCount
from events_svc.database import in_transaction
from events_svc.hub.models import Holding
from events_svc.tickets import codes
from events_svc.tickets.codes import Payload
from events_svc.tickets.models import Order, OrderState, Ticket, TicketState
from events_svc.tickets.product_models import TicketType

MARK = "+"  # before the number, in place of the order's code
HIGHEST = 10**11
OWN_IDS = 2**40  # rows that are made here never get the id of one that was made at the server


async def welcome(shown: Collection[str], *, secret_key: str) -> None:
    """Make rows for those of the codes that are signed by the event, of tickets that are not known here."""
    claims = [payload for code in shown if (payload := _read(code))]
    new = await _unknown(claims)
    signed = [one for one in shown if (told := _read(one)) and told.ticket_number in new]
    for code in signed:
        payload = _read(code)
        if payload and await presented.scanned(code, secret_key=secret_key):
            await _make(payload)


async def stand_back(numbers: Collection[int]) -> None:
    """The real tickets of these numbers are here: the rows of our own give the numbers to them, and are counted
    no more. What was counted is counted anew.
    """
    for one in await Ticket.filter(id__gte=OWN_IDS, number__in=list(numbers)):
        await Ticket.filter(id=one.id).update(number=-one.id, state=TicketState.CANCELLED)
        await DoorCount.filter(event_id=one.event_id).delete()


async def numbers(ticket_ids: Collection[int]) -> dict[int, int]:
    """The ticket number on whose code each of these rows stands, also when it stood back."""
    found = Ticket.filter(id__in=list(ticket_ids), id__gte=OWN_IDS)
    codes_ = await found.values_list("id", "order__code")
    return {ticket_id: int(code.removeprefix(MARK)) for ticket_id, code in codes_}


async def stood_back() -> dict[int, int]:
    """The ids of the real tickets, by the rows of our own that stood back for them."""
    ids_: Any = Ticket.filter(id__gte=OWN_IDS, number__lt=0).values_list("id", flat=True)
    own = await numbers(await ids_)
    real = Ticket.filter(id__lt=OWN_IDS, number__in=[*own.values()] or [0])
    ids = dict(await real.values_list("number", "id"))
    return {one: ids[number] for one, number in own.items() if number in ids}


def _read(code: str) -> Payload | None:
    try:
        return codes.read(code.strip()).payload
    except codes.CodeInvalid:
        return None


async def _unknown(claims: Sequence[Payload]) -> set[int]:
    """The numbers of which the hub's event has no ticket here, of types that it has."""
    if not claims:
        return set()
    held = await Holding.get()
    types: Any = await TicketType.filter(event_id=held.event_id).values_list("id", flat=True)
    asked = {
        one.ticket_number
        for one in claims
        if one.event_id == held.event_id
        and one.ticket_type_id in types
        and one.ticket_number < HIGHEST
    }
    known = Ticket.filter(event_id=held.event_id, number__in=asked or {0})
    numbers_: Any = await known.values_list("number", flat=True)
    return asked - {*numbers_}


async def _make(payload: Payload) -> None:
    async with in_transaction():
        if await Ticket.exists(event_id=payload.event_id, number=payload.ticket_number):
            return
        order = await Order.create(
            event_id=payload.event_id,
            code=f"{MARK}{payload.ticket_number}",
            secret=f"here-{payload.ticket_number}",
            state=OrderState.PAID,
            buyer_name="",
            currency="CNY",
            total_minor=0,
            created_at=clock.now(),
        )
        await Ticket.create(
            order=order,
            event_id=payload.event_id,
            ticket_type_id=payload.ticket_type_id,
            number=payload.ticket_number,
            serial=payload.serial,
            secret=order.secret,
            state=TicketState.VALID,
            holder_name="",
            price_minor=0,
            valid_from=payload.valid_from,
            valid_until=payload.valid_until,
            created_at=clock.now(),
        )
