"""Whoever has a stolen key signs codes for any ticket, until it is withdrawn."""

from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.checkin import admit, presented
from events_svc.checkin.models import Admission
from events_svc.tickets import codes, keys, withdraw_keys
from events_svc.tickets.codes import Payload
from events_svc.tickets.models import Ticket
from tests.checkin.factories import SECRET_KEY, Door, code_of, make_door, make_ticket, scanned


@pytest.fixture
async def door(database: None) -> Door:
    return await make_door()


async def _forged(door: Door, ticket: Ticket) -> str:
    """A code for the ticket as the thief of the event's first key makes it."""
    stolen = (await keys.private_keys(door.event.id, secret_key=SECRET_KEY))[1]
    return codes.sign(
        Payload(1, door.event.id, door.ticket_type.id, ticket.number, ticket.serial), stolen
    )


async def test_a_process_that_knew_the_key_refuses_it_ten_seconds_later(door: Door) -> None:
    first, second = [await make_ticket(door.ticket_type, number=n) for n in (1, 2)]
    await code_of(first)
    forged = await _forged(door, second)
    assert (await scanned(door, forged)).presented is not None  # now the key is in its memory
    await withdraw_keys.withdraw(door.event.id, secret_key=SECRET_KEY)
    await Ticket.filter(id=second.id).update(serial=1)  # as a ticket has that is sold afterwards
    clock.shift(presented.KEPT_FOR + timedelta(seconds=1))
    answer = await admit.admit(await scanned(door, forged))
    assert (answer.reason, await Admission.all().count()) == ("invalid", 0)


async def test_who_withdraws_forgets_it_at_once(door: Door) -> None:
    ticket = await make_ticket(door.ticket_type)
    await code_of(ticket)
    forged = await _forged(door, ticket)
    await scanned(door, forged)
    await withdraw_keys.withdraw(door.event.id, secret_key=SECRET_KEY)
    presented.forget(door.event.id)
    assert (await scanned(door, forged)).presented is None
