"""A code that was handed out is known by its seal; every other is judged by its signature, as without."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from events_svc.checkin import admit, presented
from events_svc.checkin.models import Admission
from events_svc.tickets import codes, keys, withdraw_keys
from events_svc.tickets.key_models import CodeSeal
from events_svc.tickets.models import Ticket
from events_svc.tickets.seals import digest, handed_out
from events_svc.tickets.signer import Signer
from tests.checkin.factories import SECRET_KEY, Door, code_of, make_door, make_ticket, scanned


@pytest.fixture
async def door(database: None) -> Door:
    return await make_door()


@pytest.fixture
async def ticket(door: Door) -> Ticket:
    return await make_ticket(door.ticket_type)


async def hand_out(ticket: Ticket) -> str:
    return (await handed_out([ticket], secret_key=SECRET_KEY))[ticket.id]


async def show(door: Door, code: str) -> str:
    """What the door says to a code that is yet to be proven."""
    scan = replace(
        await scanned(door, ""), code=code, presented=presented.said(code, secret_key=SECRET_KEY)
    )
    return (await admit.admit(scan)).reason


def forged(code: str) -> str:
    return codes.sign(codes.read(code).payload, Ed25519PrivateKey.generate())


async def test_a_code_that_was_handed_out_needs_no_signing(
    door: Door, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await hand_out(ticket)
    monkeypatch.setattr(Signer, "signed", None)
    assert await show(door, code) == "ok"


async def test_a_code_that_nobody_sealed_is_good_all_the_same(door: Door, ticket: Ticket) -> None:
    assert await show(door, await code_of(ticket)) == "ok"


async def test_only_a_digest_is_kept_and_it_follows_the_code(door: Door, ticket: Ticket) -> None:
    first = await hand_out(ticket)
    assert await hand_out(ticket) == first
    kept = [await CodeSeal.all().values_list("ticket_id", "digest")]
    await keys.rotate(door.event.id, secret_key=SECRET_KEY)
    second = await hand_out(ticket)
    kept.append(await CodeSeal.all().values_list("ticket_id", "digest"))
    assert kept == [[(ticket.id, digest(first))], [(ticket.id, digest(second))]]
    assert await show(door, first) == "ok"  # of a key that signs no more


async def test_a_forged_code_is_invalid_whatever_is_sealed(door: Door, ticket: Ticket) -> None:
    other = await make_ticket(door.ticket_type, number=2)
    code, others = await hand_out(ticket), await hand_out(other)
    said = [await show(door, forged(code))]
    await CodeSeal.filter(ticket_id=ticket.id).update(digest=digest(others))
    changed = code[:-1] + ("0" if code[-1] != "0" else "1")
    said += [await show(door, forged(code)), await show(door, changed)]
    assert (said, await Admission.all().count()) == (["invalid"] * 3, 0)
    assert [await show(door, others), await show(door, code)] == ["ok", "ok"]


async def test_a_ticket_that_was_passed_on_has_no_use_for_its_old_seal(
    door: Door, ticket: Ticket
) -> None:
    old = await hand_out(ticket)
    await keys.renew_code(ticket)
    assert await show(door, old) == "revoked"
    new = await hand_out(ticket)
    assert [await show(door, old), await show(door, new)] == ["revoked", "ok"]


async def test_codes_of_a_withdrawn_key_are_sealed_no_more(door: Door, ticket: Ticket) -> None:
    old = await hand_out(ticket)
    await withdraw_keys.withdraw(door.event.id, secret_key=SECRET_KEY)
    presented.forget(door.event.id)
    assert (await CodeSeal.all().count(), await show(door, old)) == (0, "invalid")


async def test_a_seal_of_another_event_s_ticket_opens_no_door(door: Door, ticket: Ticket) -> None:
    code = await hand_out(ticket)
    claim = codes.read(code).payload
    foreign = codes.sign(replace(claim, event_id=claim.event_id + 1), Ed25519PrivateKey.generate())
    assert await show(door, foreign) == "invalid"
