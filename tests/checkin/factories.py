"""An event with a gate, a paired phone, and people with tickets."""

import uuid
from dataclasses import dataclass
from typing import Any

from events_svc import clock
from events_svc.accounts.tokens import digest, new_secret
from events_svc.checkin import admit, presented
from events_svc.checkin.answers import ScanAnswer
from events_svc.checkin.models import CheckinList, CheckinListTicketType, Device, Gate
from events_svc.checkin.scan import Scanned
from events_svc.events.models import Event
from events_svc.tickets import keys
from events_svc.tickets.models import Order, OrderState, Ticket, TicketState
from events_svc.tickets.product_models import TicketType
from tests.events.factories import make_event

SECRET_KEY = "tests-need-a-key-of-thirty-two-characters"


@dataclass
class Door:
    """A gate and the phone at it."""

    event: Event
    ticket_type: TicketType
    checkin_list: CheckinList
    gate: Gate
    device: Device
    token: str


async def make_ticket_type(event: Event, name: str = "Standard") -> TicketType:
    return await TicketType.create(event=event, name={"zh": "标准票", "en": name})


async def make_gate(event: Event, checkin_list: CheckinList, name: str = "East") -> Gate:
    return await Gate.create(
        event=event,
        checkin_list=checkin_list,
        name={"zh": f"{name} 门", "en": f"{name} gate"},
        created_at=clock.now(),
    )


async def make_device(gate: Gate) -> tuple[Device, str]:
    token = new_secret()
    device = await Device.create(
        event_id=gate.event_id, gate=gate, token_hash=digest(token), created_at=clock.now()
    )
    return device, token


async def make_door(
    event: Event | None = None, *, types: list[TicketType] | None = None, **columns: Any
) -> Door:
    """A gate with a list of `columns` for `types` (none: all), and a phone paired with it."""
    event = event or await make_event()
    ticket_type = types[0] if types else await make_ticket_type(event)
    checkin_list = await CheckinList.create(
        event=event, name={"zh": "全部", "en": "Everybody"}, **columns
    )
    for one in types or []:
        await CheckinListTicketType.create(checkin_list=checkin_list, ticket_type=one)
    gate = await make_gate(event, checkin_list)
    device, token = await make_device(gate)
    return Door(event, ticket_type, checkin_list, gate, device, token)


async def make_order(event: Event, *, code: str = "KX47QM", **columns: Any) -> Order:
    defaults = {
        "buyer_name": "Buyer",
        "currency": "CNY",
        "total_minor": 0,
        "state": OrderState.PAID,
    }
    return await Order.create(
        event=event,
        code=code,
        secret=new_secret(),
        created_at=clock.now(),
        **{**defaults, **columns},
    )


async def make_ticket(
    ticket_type: TicketType, *, number: int = 1, order: Order | None = None, **columns: Any
) -> Ticket:
    event = await ticket_type.event
    order = order or await make_order(event, code=f"N{number:05}")
    defaults = {"holder_name": f"Guest {number}", "price_minor": 0, "state": TicketState.VALID}
    return await Ticket.create(
        order=order,
        event=event,
        ticket_type=ticket_type,
        number=number,
        secret=new_secret(),
        created_at=clock.now(),
        **{**defaults, **columns},
    )


async def code_of(ticket: Ticket) -> str:
    return await keys.code_of(ticket, secret_key=SECRET_KEY)


async def scanned(door: Door, code: str, **columns: Any) -> Scanned:
    """A code held to the door's camera."""
    defaults: dict[str, Any] = {"scan_id": uuid.uuid4(), "token_hash": door.device.token_hash}
    return Scanned(
        gate_id=door.gate.id,
        code=code,
        presented=await presented.scanned(code, secret_key=SECRET_KEY),
        **{**defaults, **columns},
    )


async def typed(door: Door, code: str, **columns: Any) -> Scanned:
    """A code typed at the door."""
    scan = await scanned(door, "", is_typed=True, **columns)
    return Scanned(
        **{
            **{name: getattr(scan, name) for name in scan.__struct_fields__},
            "code": code,
            "presented": await presented.typed(code, secret_key=SECRET_KEY),
        }
    )


async def scan_ticket(door: Door, ticket: Ticket, **columns: Any) -> ScanAnswer:
    return await admit.admit(await scanned(door, await code_of(ticket), **columns))
