import asyncio
import random
import uuid
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.checkin import admit, presented
from events_svc.checkin.answers import ScanAnswer, ScanTicket
from events_svc.checkin.errors import DeviceUnknown, GateClosed, ScanIdTaken
from events_svc.checkin.models import Admission, Basis, Device, Direction, Gate, Scan
from events_svc.events.models import Event
from events_svc.tickets import codes, keys
from events_svc.tickets.models import Ticket, TicketState
from tests.accounts.factories import make_organisation
from tests.checkin.factories import (
    SECRET_KEY,
    Door,
    code_of,
    make_device,
    make_door,
    make_gate,
    make_order,
    make_ticket,
    make_ticket_type,
    scan_ticket,
    scanned,
    typed,
)
from tests.events.factories import make_event

pytestmark = pytest.mark.usefixtures("database")


async def test_a_valid_ticket_is_admitted_logged_and_named() -> None:
    door = await make_door()
    ticket = await make_ticket(door.ticket_type, number=7, holder_organisation="Robots Ltd")
    answer = await scan_ticket(door, ticket)
    logged = await Scan.get()
    admission = await Admission.get()
    assert answer == ScanAnswer(
        scan_id=logged.scan_id,
        verdict="ok",
        reason="ok",
        direction=Direction.ENTRY,
        basis=Basis.ONLINE,
        at=logged.at,
        ticket=ScanTicket(
            number=7,
            holder_name="Guest 7",
            holder_organisation="Robots Ltd",
            ticket_type={"zh": "标准票", "en": "Standard"},
            order_code="N00007",
        ),
    )
    assert (logged.ticket_id, logged.device_id, logged.verdict) == (ticket.id, door.device.id, "ok")
    assert (admission.entries, admission.is_inside, admission.first_gate_id) == (
        1,
        True,
        door.gate.id,
    )


async def test_a_used_ticket_is_refused_with_time_and_gate_of_the_first_scan() -> None:
    door = await make_door()
    ticket = await make_ticket(door.ticket_type)
    first = await scan_ticket(door, ticket)
    west = await make_gate(door.event, door.checkin_list, "West")
    device, token = await make_device(west)
    there = Door(door.event, door.ticket_type, door.checkin_list, west, device, token)
    second = await scan_ticket(there, ticket)
    assert (second.reason, second.first_at, second.first_gate) == (
        "already_used",
        first.at,
        door.gate.name,
    )
    assert await Scan.all().count() == 2
    assert (await Admission.get()).entries == 1


async def test_the_same_scan_again_gets_the_same_answer_and_writes_nothing() -> None:
    door = await make_door()
    scan = await scanned(door, await code_of(await make_ticket(door.ticket_type)))
    answers = [await admit.admit(scan) for _ in range(3)]
    assert answers == [answers[0]] * 3
    assert answers[0].reason == "ok"
    assert await Scan.all().count() == 1


async def test_a_refusal_repeats_itself_too() -> None:
    door = await make_door()
    ticket = await make_ticket(door.ticket_type)
    await scan_ticket(door, ticket)
    scan = await scanned(door, await code_of(ticket))
    first = await admit.admit(scan)
    clock.shift(timedelta(hours=1))
    assert await admit.admit(scan) == first
    assert first.reason == "already_used"


async def test_the_scans_of_a_phone_are_decided_in_their_order() -> None:
    door = await make_door()
    code = await code_of(await make_ticket(door.ticket_type))
    scans = [await scanned(door, code) for _ in range(5)]
    answers = await admit.admit_all(scans)
    said = [answer.reason for answer in answers if isinstance(answer, ScanAnswer)]
    assert said == ["ok", *["already_used"] * 4]


async def test_of_sixteen_simultaneous_scans_of_one_ticket_one_is_admitted() -> None:
    door = await make_door()
    code = await code_of(await make_ticket(door.ticket_type))
    scans = [await scanned(door, code) for _ in range(16)]
    answers = await asyncio.gather(*(admit.admit(scan) for scan in scans))
    assert sorted(answer.reason for answer in answers) == ["already_used"] * 15 + ["ok"]
    assert (await Admission.get()).entries == 1
    assert await Scan.all().count() == 16


async def test_of_sixteen_transactions_for_one_ticket_one_admits() -> None:
    door = await make_door()
    code = await code_of(await make_ticket(door.ticket_type))
    batches = []
    for _ in range(16):
        device, _token = await make_device(door.gate)
        batches.append([await scanned(door, code, token_hash=device.token_hash)])
    answered = await asyncio.gather(*(admit.commit(batch) for batch in batches))
    reasons = sorted(answer.reason for (answer,) in answered)  # type: ignore[union-attr]  # none was refused
    assert reasons == ["already_used"] * 15 + ["ok"]


async def test_a_batch_replayed_in_any_order_leaves_the_same_rows() -> None:
    door = await make_door()
    tickets = [await make_ticket(door.ticket_type, number=n) for n in range(1, 6)]
    scans = [await scanned(door, await code_of(ticket)) for ticket in [*tickets, *tickets]]
    first = await admit.admit_all(scans)
    rows = await Scan.all().order_by("id").values()
    for seed in range(5):
        order = random.Random(seed).sample(range(10), 10)
        again = await admit.admit_all([scans[n] for n in order])
        assert again == [first[n] for n in order]
    assert await Scan.all().order_by("id").values() == rows
    assert len(rows) == 10


async def test_an_old_code_is_refused_once_it_was_renewed() -> None:
    door = await make_door()
    ticket = await make_ticket(door.ticket_type)
    old = await code_of(ticket)
    await keys.renew_code(ticket)
    assert (await admit.admit(await scanned(door, old))).reason == "revoked"
    assert (await scan_ticket(door, ticket)).reason == "ok"


async def test_a_code_that_was_taken_back_is_refused() -> None:
    door = await make_door()
    ticket = await make_ticket(door.ticket_type)
    await keys.revoke_code(ticket)
    assert (await scan_ticket(door, ticket)).reason == "revoked"


async def test_a_number_as_a_qr_code_opens_no_door() -> None:
    door = await make_door()
    await make_ticket(door.ticket_type, number=42)
    answer = await admit.admit(await scanned(door, "42"))
    assert (answer.reason, answer.ticket) == ("invalid", None)
    assert await Admission.all().count() == 0


async def test_a_typed_number_or_order_code_finds_the_ticket() -> None:
    door = await make_door()
    order = await make_order(door.event, code="KX47QM")
    await make_ticket(door.ticket_type, number=42, order=order)
    by_number = await admit.admit(await typed(door, "42"))
    by_order = await admit.admit(await typed(door, "kx4-7qm"))
    assert (by_number.reason, by_order.reason) == ("ok", "already_used")


async def test_an_order_of_several_tickets_asks_which_one() -> None:
    door = await make_door()
    order = await make_order(door.event, code="KX47QM")
    for number in (1, 2):
        await make_ticket(door.ticket_type, number=number, order=order)
    await make_ticket(door.ticket_type, number=3, order=order, state=TicketState.CANCELLED)
    answer = await admit.admit(await typed(door, "KX47QM"))
    assert (answer.reason, [ticket.number for ticket in answer.candidates]) == ("ambiguous", [1, 2])


async def test_a_ticket_of_another_event_is_refused_and_not_named() -> None:
    door = await make_door()
    other = await make_event("other", organisation=door.event.organisation)
    ticket = await make_ticket(await make_ticket_type(other))
    answer = await scan_ticket(door, ticket)
    assert (answer.reason, answer.ticket) == ("wrong_event", None)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (TicketState.HELD, "unpaid"),
        (TicketState.CANCELLED, "cancelled"),
        (TicketState.BLOCKED, "blocked"),
    ],
)
async def test_the_state_of_a_ticket_decides(state: TicketState, reason: str) -> None:
    door = await make_door()
    answer = await scan_ticket(door, await make_ticket(door.ticket_type, state=state))
    assert answer.reason == reason
    assert await Admission.all().count() == 0


async def test_a_list_may_name_its_ticket_types() -> None:
    event = await make_event()
    listed, other = await make_ticket_type(event), await make_ticket_type(event)
    door = await make_door(event, types=[listed])
    reasons = [
        (await scan_ticket(door, await make_ticket(kind, number=n))).reason
        for n, kind in enumerate((listed, other), 1)
    ]
    assert reasons == ["ok", "product"]


async def test_who_went_out_comes_in_again_where_the_list_allows_it() -> None:
    door = await make_door(entry_after_exit=True)
    ticket = await make_ticket(door.ticket_type)
    directions = [Direction.ENTRY, Direction.ENTRY, Direction.EXIT, Direction.ENTRY]
    answers = [await scan_ticket(door, ticket, direction=direction) for direction in directions]
    assert [answer.reason for answer in answers] == ["ok", "already_used", "ok", "ok"]
    assert (await Admission.get()).entries == 2


async def test_rules_count_the_entries_of_a_day() -> None:
    door = await make_door(multi_entry=True, rules={"<": [{"var": "entries_today"}, 2]})
    ticket = await make_ticket(door.ticket_type)
    answers = [await scan_ticket(door, ticket) for _ in range(3)]
    assert [answer.reason for answer in answers] == ["ok", "ok", "rules"]
    assert answers[2].explanation == [
        {"fact": "entries_today", "operator": "<", "is": 2, "wanted": 2}
    ]
    clock.shift(timedelta(days=1))
    assert (await scan_ticket(door, ticket)).reason == "ok"


async def test_a_revoked_phone_a_closed_gate_and_a_foreign_gate_are_refused() -> None:
    door, other = await make_door(), await make_door(await _another_event())
    ticket = await make_ticket(door.ticket_type)
    foreign = await scanned(door, await code_of(ticket), token_hash=other.device.token_hash)
    with pytest.raises(NotFound):
        await admit.admit(foreign)
    await Gate.filter(id=door.gate.id).update(is_active=False)
    with pytest.raises(GateClosed):
        await scan_ticket(door, ticket)
    await Device.filter(id=door.device.id).update(revoked_at=clock.now())
    with pytest.raises(DeviceUnknown):
        await scan_ticket(door, ticket)
    assert await Scan.all().count() == 0


async def test_a_scan_id_of_another_gate_tells_nothing() -> None:
    door = await make_door()
    west = await make_gate(door.event, door.checkin_list, "West")
    device, token = await make_device(west)
    there = Door(door.event, door.ticket_type, door.checkin_list, west, device, token)
    scan_id = uuid.uuid4()
    await scan_ticket(door, await make_ticket(door.ticket_type), scan_id=scan_id)
    with pytest.raises(ScanIdTaken):
        await admit.admit(await scanned(there, "X", scan_id=scan_id))
    assert await Scan.all().count() == 1


async def test_a_refusal_in_a_batch_hinders_no_other_scan() -> None:
    door = await make_door()
    good = await scanned(door, await code_of(await make_ticket(door.ticket_type)))
    bad = await scanned(door, "X", token_hash="nobody")
    answered = await admit.admit_all([bad, good])
    assert isinstance(answered[0], DeviceUnknown)
    assert isinstance(answered[1], ScanAnswer)
    assert answered[1].reason == "ok"


async def test_the_ticket_itself_is_untouched() -> None:
    door = await make_door()
    ticket = await make_ticket(door.ticket_type)
    before = await Ticket.filter(id=ticket.id).values()
    await scan_ticket(door, ticket)
    assert await Ticket.filter(id=ticket.id).values() == before


async def _another_event() -> Event:
    return await make_event("other", organisation=await make_organisation("other"))


async def test_a_code_that_somebody_else_signed_is_invalid() -> None:
    door = await make_door()
    ticket = await make_ticket(door.ticket_type)
    claimed = codes.read(await code_of(ticket)).payload
    forged = codes.sign(claimed, Ed25519PrivateKey.generate())
    assert (await admit.admit(await scanned(door, forged))).reason == "invalid"


async def test_a_code_of_a_retired_key_is_still_good() -> None:
    door = await make_door()
    ticket = await make_ticket(door.ticket_type)
    code = await code_of(ticket)
    await keys.rotate(door.event.id, secret_key=SECRET_KEY)
    assert await code_of(ticket) != code
    assert (await admit.admit(await scanned(door, code))).reason == "ok"


async def test_without_the_secret_that_sealed_the_keys_codes_are_verified_all_the_same() -> None:
    other = await make_event("other")
    code = await code_of(await make_ticket(await make_ticket_type(other), number=5))
    presented._signers.clear()
    elsewhere = "another-secret-of-more-than-thirty-two-characters"
    found = await presented.scanned(code, secret_key=elsewhere)
    forged = codes.sign(codes.read(code).payload, Ed25519PrivateKey.generate())
    assert found == presented.SignedCode(other.id, 5, 1)
    assert await presented.scanned(forged, secret_key=elsewhere) is None
