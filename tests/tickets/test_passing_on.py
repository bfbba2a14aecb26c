"""A ticket with which somebody came in stays that person's, until the entry is taken back."""

import asyncio
from uuid import uuid4

import httpx
import pytest

from events_svc.checkin.models import Admission
from events_svc.checkin.undo import undo
from events_svc.database import in_transaction
from events_svc.tickets.draft import Holder
from events_svc.tickets.errors import CameInWith
from events_svc.tickets.holders import pass_on, rename
from events_svc.tickets.models import Ticket
from events_svc.web.tickets.entered import have_entered
from tests.checkin.factories import Door, make_door, make_ticket, scan_ticket
from tests.tickets.browser import fields

GRACE = Holder("Grace", "grace@example.org")


async def give(ticket: Ticket) -> Ticket:
    return await pass_on(ticket, GRACE, entered=have_entered)


async def standing(ticket: Ticket) -> tuple[str, int, str]:
    now = await Ticket.get(id=ticket.id)
    return now.holder_name, now.serial, now.secret


async def come_in(door: Door, ticket: Ticket) -> None:
    await Admission.create(checkin_list=door.checkin_list, ticket=ticket, entries=1)


@pytest.mark.usefixtures("database")
async def test_a_ticket_is_passed_on_before_somebody_came_in_not_after_and_after_the_undo() -> None:
    door = await make_door()
    ticket, scan_id = await make_ticket(door.ticket_type), uuid4()
    await scan_ticket(door, ticket, scan_id=scan_id)
    before = await standing(ticket)
    with pytest.raises(CameInWith):
        await give(ticket)
    assert await standing(ticket) == before
    phone = {"token_hash": door.device.token_hash, "gate_id": door.gate.id}
    await undo(uuid4(), undone=scan_id, **phone)  # type: ignore[arg-type]  # each of its own
    await give(ticket)
    name, serial, secret = await standing(ticket)
    assert (name, serial, secret != before[2]) == ("Grace", before[1] + 1, True)


@pytest.mark.usefixtures("database")
async def test_a_name_is_still_corrected_after_somebody_came_in() -> None:
    door = await make_door()
    ticket = await make_ticket(door.ticket_type)
    await come_in(door, ticket)
    await rename(ticket, Holder("Ada Lovelace"))
    assert (await standing(ticket))[0] == "Ada Lovelace"


@pytest.mark.usefixtures("database")
async def test_whoever_passes_on_while_somebody_comes_in_is_refused() -> None:
    door = await make_door()
    ticket, at_the_door = await make_ticket(door.ticket_type), asyncio.Event()

    async def entering() -> None:
        async with in_transaction():
            await come_in(door, ticket)
            at_the_door.set()
            for _ in range(10):  # the others get as far as they can
                await Ticket.exists(id=ticket.id)

    async def giving() -> Ticket:
        await at_the_door.wait()
        return await give(ticket)

    before = await standing(ticket)
    both = [giving() for _ in range(3)]
    said = await asyncio.gather(entering(), *both, return_exceptions=True)
    assert [type(one) for one in said] == [type(None), *[CameInWith] * 3]
    assert await standing(ticket) == before


async def test_the_page_of_such_a_ticket_offers_the_name_alone(client: httpx.AsyncClient) -> None:
    door = await make_door()
    ticket = await make_ticket(door.ticket_type)
    page = f"/tickets/{ticket.secret}"
    form = fields((await client.get(f"{page}/self-service")).text, f"{page}/name")
    await come_in(door, ticket)
    text = (await client.get(f"{page}/self-service")).text
    assert (f"{page}/holder" in text, f'action="{page}/name"' in text) == (False, True)
    assert "it can no longer be passed on" in text
    answer = await client.post(f"{page}/holder", data={**form, "name": "Grace"})
    said = "Somebody has come in with this ticket: it cannot be passed on any more."
    assert (answer.status_code, said in answer.text) == (409, True)
    assert (await standing(ticket))[0] == "Guest 1"
