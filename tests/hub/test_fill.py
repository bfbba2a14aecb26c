"""What a hub holds: the same door as at the server, and nothing of people that a gate does not show."""

from uuid import uuid4

import msgspec
import pytest

from events_svc import clock
from events_svc.checkin.admit import admit
from events_svc.checkin.check import broken
from events_svc.checkin.conflicts.models import Conflict, Decision
from events_svc.checkin.desk.people import find
from events_svc.checkin.models import Admission, Device, Gate, Scan
from events_svc.checkin.sync.models import DoorChange
from events_svc.checkin.sync.snapshot import of_gate
from events_svc.checkin.undo import undo
from events_svc.config import Settings
from events_svc.hub import fill
from events_svc.hub.tables import BY_NAME
from events_svc.tickets.key_models import SigningKey
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.questions.models import AnswerKind, TicketAnswer, TicketQuestion
from tests.checkin.factories import Door, code_of, make_door, make_ticket, scan_ticket, scanned
from tests.databases import ENGINE
from tests.hub.factories import begin_hub, make_hub, move_to_hub, read_all

pytestmark = pytest.mark.skipif(ENGINE != "sqlite", reason="a hub has no other engine")


@pytest.fixture
async def door(database: None) -> Door:
    return await make_door()


async def test_a_hub_admits_by_signature_without_the_key_that_signs(
    door: Door, settings: Settings
) -> None:
    code = await code_of(await make_ticket(door.ticket_type))
    await move_to_hub(settings, await make_hub(door.event))
    assert await SigningKey.all().values_list("private_key", flat=True) == [""]
    answers = [await admit(await scanned(door, code)) for _ in range(2)]
    assert [one.reason for one in answers] == ["ok", "already_used"]


async def test_of_people_a_hub_gets_what_a_gate_shows(door: Door, settings: Settings) -> None:
    ticket = await make_ticket(
        door.ticket_type,
        holder_name="林晓",
        holder_email="lin@example.org",
        holder_phone="+86 138 0013 8000",
        holder_organisation="CRIA",
    )
    await Order.all().update(buyer_name="Buyer", email="buyer@example.org", phone="+8613800138000")
    secrets = [ticket.secret, (await Order.get()).secret]
    await move_to_hub(settings, await make_hub(door.event))
    (order,) = await Order.all().values("buyer_name", "email", "phone")
    (found,) = await Ticket.all().values("holder_name", "holder_email", "holder_phone", "secret")
    assert order == {"buyer_name": "", "email": "", "phone": ""}
    assert found == {
        "holder_name": "林晓",
        "holder_email": "",
        "holder_phone": "***8000",
        "secret": f"hub-{ticket.id}",
    }
    assert (await Order.get()).secret not in secrets


async def test_people_are_found_at_a_hub_by_the_end_of_their_phone_number(
    door: Door, settings: Settings
) -> None:
    numbers = {1: "+86 138 0013 8000", 2: "", 3: "4711"}  # the third is too short to be told
    for number, phone in numbers.items():
        await make_ticket(door.ticket_type, number=number, holder_phone=phone)
    await Order.all().update(phone="13900001234")
    await Order.filter(tickets__number=3).update(phone="")
    await move_to_hub(settings, await make_hub(door.event))
    found = {ends: await find(door.gate, ends) for ends in ("8000", "13900001234", "4711")}
    told = await of_gate(door.gate)
    place = told.columns.index("phone_tail")
    assert {ends: [one["number"] for one in people] for ends, people in found.items()} == {
        "8000": [1],
        "13900001234": [2],
        "4711": [],
    }
    assert [row[place] for row in told.tickets] == ["8000", "1234", ""]


async def test_who_is_in_at_the_server_is_in_at_the_hub(door: Door, settings: Settings) -> None:
    ticket, other = [await make_ticket(door.ticket_type, number=n) for n in (1, 2)]
    first = await scan_ticket(door, ticket)
    taken_back = await scan_ticket(door, other)
    await undo(
        uuid4(), undone=taken_back.scan_id, token_hash=door.device.token_hash, gate_id=door.gate.id
    )
    codes = [await code_of(one) for one in (ticket, other)]
    await move_to_hub(settings, await make_hub(door.event))
    used, free = [await admit(await scanned(door, code)) for code in codes]
    assert (used.reason, used.first_at, free.reason) == ("already_used", first.at, "ok")
    assert await broken() == []


async def test_filled_twice_is_filled_once(door: Door, settings: Settings) -> None:
    await scan_ticket(door, await make_ticket(door.ticket_type))
    hub = await make_hub(door.event)
    pages = await move_to_hub(settings, hub)
    before = [await model.all().count() for model in (Scan, Ticket, Device, Admission, DoorChange)]
    for page in pages:
        await fill.put(page)
    after = [await model.all().count() for model in (Scan, Ticket, Device, Admission, DoorChange)]
    assert after == before


async def test_two_who_let_in_the_same_person_find_out(door: Door, settings: Settings) -> None:
    ticket = await make_ticket(door.ticket_type)
    code = await code_of(ticket)
    hub = await make_hub(door.event)
    before = await read_all(hub)
    elsewhere = await scan_ticket(door, ticket)  # the server lets the person in, unheard of here
    (later,) = await read_all(hub)
    await begin_hub(settings, before)
    ours = await admit(await scanned(door, code))
    await fill.put(later)
    (conflict,) = await Conflict.all().select_related("owner_scan", "suspect_scan")
    assert ours.reason == "ok"
    assert conflict.owner_scan.scan_id == elsewhere.scan_id
    assert conflict.suspect_scan.scan_id == ours.scan_id
    assert (await Admission.get()).first_at == elsewhere.at
    await fill.put(msgspec.structs.replace(later, let_in=[ours.scan_id]))  # a person decided
    assert (await Conflict.get()).decision is Decision.LET_IN


async def test_what_is_no_longer_asked_is_gone_and_answers_are_not_told(
    door: Door, settings: Settings
) -> None:
    ticket = await make_ticket(door.ticket_type)
    asked = {"event": door.event, "label": {"en": "Diet"}}
    gone = await TicketQuestion.create(kind=AnswerKind.LINE, **asked)
    kept = await TicketQuestion.create(kind=AnswerKind.LINE, **asked)
    choice = await TicketQuestion.create(kind=AnswerKind.CHOICE, **asked)
    for question, value in ((kept, ["peanuts"]), (choice, 3)):
        await TicketAnswer.create(
            ticket=ticket, question=question, value=value, answered_at=clock.now()
        )
    hub = await make_hub(door.event)
    before = await read_all(hub)
    await gone.delete()
    after = await read_all(hub)
    await move_to_hub(settings, hub)
    for page in (*before, *after):
        await fill.put(page)
    assert await TicketQuestion.all().order_by("id").values_list("id", flat=True) == [
        kept.id,
        choice.id,
    ]
    assert await TicketAnswer.all().order_by("id").values_list("value", flat=True) == [1, 3]


async def test_phones_that_are_paired_at_the_hub_have_ids_of_their_own(
    door: Door, settings: Settings
) -> None:
    await move_to_hub(settings, await make_hub(door.event))
    gate = await Gate.get()
    here = await Device.create(
        event_id=gate.event_id, gate=gate, token_hash="x", created_at=clock.now()
    )
    assert (here.id > 2**40, await Device.exists(id=door.device.id)) == (True, True)


def test_every_table_of_the_wire_names_its_columns() -> None:
    assert [name for name, held in BY_NAME.items() if not held.columns] == []
