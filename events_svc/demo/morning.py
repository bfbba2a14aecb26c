"""The first morning of a class that is over: who was brought in, when they came, by which of two gates."""

import random
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from events_svc.checkin import gates, pair
from events_svc.checkin.lists import ListTerms, make_list
from events_svc.checkin.models import Basis, Device, Gate
from events_svc.checkin.upload.entry import Entry
from events_svc.checkin.upload.record import record
from events_svc.demo.orders import GIVEN, SURNAMES, WORKPLACES
from events_svc.events.models import Event
from events_svc.text import text
from events_svc.tickets.draft import Buyer, Holder, Line
from events_svc.tickets.models import Ticket
from events_svc.tickets.offer import TypeFacts, add_type
from events_svc.tickets.place_all import Wish, place_all

SLUG = "teacher-training-2022"
GROUPS, EACH = 8, 9  # schools, and how many teachers each sends
MISSING = 5


async def begin(event: Event) -> None:
    """The class has its people, two gates with a phone each, and the log of its first morning."""
    chance = random.Random(22)  # noqa: S311 the same demo every time
    teacher = await add_type(event, TypeFacts(text("学员", "Participant")), places=GROUPS * EACH)
    guest = await add_type(event, TypeFacts(text("授课专家", "Lecturer")), places=EACH)
    kinds = [*(teacher.id for _ in range(GROUPS)), guest.id]
    await place_all(
        event.slug, [_wish(kind, chance) for kind in kinds], source="organiser", is_silent=True
    )
    phones = [await _phone(gate) for gate in await _gates(event)]
    tickets = await Ticket.filter(event_id=event.id).order_by("id")
    await record(_arrivals(event, tickets, phones, chance))


def _wish(kind_id: int, chance: random.Random) -> Wish:
    workplace = chance.choice(WORKPLACES)
    names = [chance.choice(SURNAMES) + chance.choice(GIVEN) for _ in range(EACH)]
    holders = tuple(Holder(name, organisation=workplace) for name in names)
    buyer = Buyer(names[0], organisation=workplace)
    return Wish((Line(kind_id, EACH, holders),), buyer)


async def _gates(event: Event) -> list[Gate]:
    made = await make_list(event, ListTerms(text("报到", "Registration")))
    names = (text("一号楼", "Building 1"), text("报告厅", "Lecture hall"))
    return [await gates.open_gate(event, name=name, list_id=made.id) for name in names]


async def _phone(gate: Gate) -> Device:
    await pair.pair(await pair.invite(gate), name=f"{gate.name['zh']} 1")
    return await Device.get(gate_id=gate.id)


def _arrivals(
    event: Event, tickets: Sequence[Ticket], phones: Sequence[Device], chance: random.Random
) -> list[Entry]:
    """Most come in the half hour before it begins; somebody is scanned twice."""
    came = [*tickets][: len(tickets) - MISSING]
    chance.shuffle(came)
    minutes = sorted(chance.gauss(-18, 12) for _ in came)
    entries = [
        _entry(ticket, chance.choice(phones), event, minute, chance)
        for ticket, minute in zip(came, minutes, strict=True)
    ]
    again = _entry(came[3], phones[0], event, minutes[-1] + 1, chance, reason="already_used")
    return [*entries, again]


def _entry(
    ticket: Ticket,
    phone: Device,
    event: Event,
    minute: float,
    chance: random.Random,
    *,
    reason: str = "ok",
) -> Entry:
    return Entry(
        scan_id=UUID(int=chance.getrandbits(128), version=4),
        device_id=phone.id,
        gate_id=phone.gate_id or 0,
        at=event.starts_at + timedelta(minutes=minute),
        verdict="ok" if reason == "ok" else "refused",
        reason=reason,
        basis=Basis.SNAPSHOT,
        ticket_id=ticket.id,
    )
