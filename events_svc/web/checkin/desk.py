"""What a gate's phone asks of who decides beside scans: people, walk-ins, money on site."""

from typing import Annotated
from uuid import UUID

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute

from events_svc.checkin.answers import Words
from events_svc.checkin.desk import offers as desk
from events_svc.checkin.desk import payment, people
from events_svc.checkin.desk.walk_in import Visitor, register
from events_svc.web import i18n
from events_svc.web.api import operation
from events_svc.web.checkin import devices
from events_svc.web.fields import Id
from events_svc.web.state import Request

Named = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*\S[^\x00]*\Z")]
Plain = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00]*\Z")]
Phone = Annotated[str, msgspec.Meta(max_length=40, pattern=r"^[^\x00]*\Z")]
Minor = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class DoorSearch(msgspec.Struct):
    """What somebody says: a part of the name, of the organisation, the end of the phone number, an order."""

    q: Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00]*\Z")] = ""


class DoorPerson(msgspec.Struct):
    """As a snapshot names people."""

    number: int
    name: str
    organisation: str
    phone_tail: str
    order: str
    state: str
    type_id: int
    type: Words
    entries: int


class DoorPeople(msgspec.Struct):
    items: list[DoorPerson]


class WalkInOffer(msgspec.Struct):
    """What a walk-in can have; `left` null: as many as come."""

    ticket_type_id: int
    ticket_type: Words
    variant_id: int | None
    variant: Words | None
    price_minor: int
    currency: str
    left: int | None


class WalkInOffers(msgspec.Struct):
    items: list[WalkInOffer]


class WalkInDraft(msgspec.Struct):
    """`walk_in_id` is made by the client: sent again, the same person is registered once."""

    walk_in_id: UUID
    ticket_type_id: Id
    name: Named
    variant_id: Id | None = None
    organisation: Plain = ""
    phone: Phone = ""


class WalkInView(msgspec.Struct):
    """The new ticket; with something due it waits for the money."""

    number: int
    holder_name: str
    order_code: str
    due_minor: int
    currency: str


class DoorDue(msgspec.Struct):
    """What the whole order of a ticket still costs."""

    order_code: str
    due_minor: int
    currency: str
    tickets: int


class DoorPayment(msgspec.Struct):
    """The sum that was taken in cash: what was due."""

    received_minor: Minor


async def find(request: Request, query: DoorSearch) -> DoorPeople:
    """Find people of the gate's event, where the phone has no snapshot to look in."""
    found = await people.find(await devices.own_gate(request), query.q)
    return DoorPeople(msgspec.convert(found, list[DoorPerson]))


async def offered(request: Request) -> WalkInOffers:
    """What somebody without a ticket can have at this gate."""
    gate = await devices.own_gate(request)
    return WalkInOffers([_offer(one, gate.event.currency) for one in await desk.offers(gate)])


async def walk_in(request: Request, body: WalkInDraft) -> WalkInView:
    """Register somebody who came without a ticket; the same walk_in_id gets the same ticket."""
    gate = await devices.own_gate(request)
    given = msgspec.structs.asdict(body)
    walk_in_id = given.pop("walk_in_id")
    ticket = await register(
        gate, Visitor(**given), walk_in_id=walk_in_id, language=i18n.language.get()
    )
    due = await payment.due(gate, ticket.number)
    return WalkInView(
        ticket.number, ticket.holder_name, due.order.code, due.due_minor, due.order.currency
    )


async def due(request: Request) -> DoorDue:
    """What is to be paid before this ticket's order is paid."""
    gate = await devices.own_gate(request)
    found = await payment.due(gate, request.path_params["number"])
    return DoorDue(found.order.code, found.due_minor, found.order.currency, found.tickets)


async def pay(request: Request, body: DoorPayment) -> Response:
    """Take the money of a ticket's order in cash; of one that is paid nothing changes."""
    gate = await devices.own_gate(request)
    number: int = request.path_params["number"]
    await payment.receive(gate, number, received_minor=body.received_minor)
    return Response(status_code=204)


def _offer(one: desk.Offer, currency: str) -> WalkInOffer:
    return WalkInOffer(
        one.ticket_type.id,
        one.ticket_type.name,
        one.variant.id if one.variant else None,
        one.variant.name if one.variant else None,
        one.price_minor,
        currency,
        one.left,
    )


GATE = "/gates/{gate_id:int}"
PAYMENT = GATE + "/tickets/{number:int}/payment"

routes: list[BaseRoute] = [
    operation(
        "GET",
        f"{GATE}/people",
        find,
        name="door_people",
        query=DoorSearch,
        answer=DoorPeople,
        is_public=True,
        refusals=(401, 410),
    ),
    operation(
        "GET",
        f"{GATE}/walk-ins",
        offered,
        name="walk_in_offers",
        answer=WalkInOffers,
        is_public=True,
        refusals=(401, 409),
    ),
    operation(
        "POST",
        f"{GATE}/walk-ins",
        walk_in,
        name="walk_in",
        body=WalkInDraft,
        answer=WalkInView,
        is_public=True,
        refusals=(401, 409),
    ),
    operation(
        "GET",
        PAYMENT,
        due,
        name="door_due",
        answer=DoorDue,
        is_public=True,
        refusals=(401, 409),
    ),
    operation(
        "POST",
        PAYMENT,
        pay,
        name="door_payment",
        body=DoorPayment,
        status=204,
        is_public=True,
        refusals=(401, 409),
    ),
]
