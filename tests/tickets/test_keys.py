import asyncio

import pytest

from events_svc.config import Settings
from events_svc.tickets import keys
from events_svc.tickets.codes import Payload, verify
from events_svc.tickets.key_models import RevokedCode, SigningKey
from events_svc.tickets.keys import KeyUnreadable
from events_svc.tickets.models import Ticket
from tests.documents.factories import make_ticket
from tests.events.factories import make_event

pytestmark = pytest.mark.usefixtures("database")


async def test_the_code_of_a_ticket_verifies_with_the_keys_of_its_event(settings: Settings) -> None:
    ticket = await make_ticket()
    code = await keys.code_of(ticket, secret_key=settings.secret_key)
    assert verify(code, await keys.public_keys(ticket.event_id)) == Payload(
        key_number=1,
        event_id=ticket.event_id,
        ticket_type_id=ticket.ticket_type_id,
        ticket_number=ticket.number,
        serial=1,
    )


async def test_a_ticket_keeps_its_code(settings: Settings) -> None:
    ticket = await make_ticket()
    first = await keys.code_of(ticket, secret_key=settings.secret_key)
    assert await keys.code_of(ticket, secret_key=settings.secret_key) == first


async def test_events_do_not_share_a_key(settings: Settings) -> None:
    event = await make_event()
    other = await make_event("other", organisation=event.organisation)
    for ticket in (await make_ticket(event), await make_ticket(other)):
        await keys.code_of(ticket, secret_key=settings.secret_key)
    assert (await keys.public_keys(event.id)) != (await keys.public_keys(other.id))


async def test_twenty_who_need_the_first_key_at_once_get_the_same(settings: Settings) -> None:
    ticket = await make_ticket()
    codes = await asyncio.gather(
        *(keys.code_of(ticket, secret_key=settings.secret_key) for _ in range(20))
    )
    assert len(set(codes)) == 1
    assert await SigningKey.all().count() == 1


async def test_after_a_rotation_old_and_new_codes_are_good(settings: Settings) -> None:
    ticket = await make_ticket()
    old = await keys.code_of(ticket, secret_key=settings.secret_key)
    assert await keys.rotate(ticket.event_id, secret_key=settings.secret_key) == 2
    new = await keys.code_of(ticket, secret_key=settings.secret_key)
    known = await keys.public_keys(ticket.event_id)
    assert [verify(code, known).key_number for code in (old, new)] == [1, 2]


async def test_a_private_key_is_not_readable_in_the_database(settings: Settings) -> None:
    ticket = await make_ticket()
    await keys.code_of(ticket, secret_key=settings.secret_key)
    with pytest.raises(KeyUnreadable):
        await keys.code_of(ticket, secret_key="another-key-of-more-than-32-characters")


async def test_a_sealed_key_that_is_moved_to_another_event_does_not_open(
    settings: Settings,
) -> None:
    event = await make_event()
    other = await make_event("other", organisation=event.organisation)
    await keys.code_of(await make_ticket(event), secret_key=settings.secret_key)
    await SigningKey.all().update(event_id=other.id)
    with pytest.raises(KeyUnreadable):
        await keys.code_of(await make_ticket(other), secret_key=settings.secret_key)


async def test_a_renewed_code_revokes_the_one_before(settings: Settings) -> None:
    ticket = await make_ticket()
    old = await keys.code_of(ticket, secret_key=settings.secret_key)
    await keys.renew_code(ticket)
    new = await keys.code_of(await Ticket.get(id=ticket.id), secret_key=settings.secret_key)
    known = await keys.public_keys(ticket.event_id)
    assert [verify(code, known).serial for code in (old, new)] == [1, 2]
    assert await keys.revoked_codes(ticket.event_id) == [(ticket.number, 1)]


async def test_revoking_twice_is_revoking_once() -> None:
    ticket = await make_ticket()
    await keys.revoke_code(ticket)
    await keys.revoke_code(ticket)
    assert await RevokedCode.all().values_list("ticket_id", "serial") == [(ticket.id, 1)]
    assert await keys.revoked_codes(ticket.event_id + 1) == []


async def test_the_codes_of_many_tickets_need_one_look_at_the_key(settings: Settings) -> None:
    event = await make_event()
    tickets = [await make_ticket(event) for _ in range(3)]
    codes = await keys.codes_of(tickets, secret_key=settings.secret_key)
    known = await keys.public_keys(event.id)
    assert {id: verify(code, known).ticket_number for id, code in codes.items()} == {
        ticket.id: ticket.number for ticket in tickets
    }
