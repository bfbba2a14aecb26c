"""Whom a ticket lets in. A change gives it a new code; the old one is refused from then on."""

from collections.abc import Awaitable, Callable, Collection, Mapping

from events_svc.accounts.tokens import new_secret
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.draft import Holder
from events_svc.tickets.errors import CameInWith, PassedOnAlready, TicketNotYours
from events_svc.tickets.guests import is_guest
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.keys import renew_code
from events_svc.tickets.models import Order, Ticket, TicketState

CHANGEABLE = (TicketState.HELD, TicketState.VALID)

HasEntered = Callable[[Collection[Ticket]], Awaitable[bool]]


async def rename(ticket: Ticket, holder: Holder) -> Ticket:
    """Correct the name on a ticket: same page, new code. PassedOnAlready when it is somebody else's by now."""
    async with in_transaction():
        order, present = await _locked(ticket)
        if present.secret != ticket.secret:
            raise PassedOnAlready
        ticket = present
        await renew_code(ticket)
        await _write(order, ticket, holder, action="renamed")
    return ticket


async def pass_on(ticket: Ticket, holder: Holder, *, entered: HasEntered) -> Ticket:
    """Give a ticket to somebody else: new page, new code; whoever has the old link has nothing.

    Of two who pass it on at once the second is refused (PassedOnAlready), unless both mean the same person.
    CameInWith when somebody came in with it, which `entered` knows.
    """
    async with in_transaction():
        order, present = await _locked(ticket)
        if present.secret != ticket.secret:
            if _is_of(present, holder):
                return present
            raise PassedOnAlready
        if await entered([present]):
            raise CameInWith
        ticket = present
        ticket.secret = new_secret()
        await renew_code(ticket)
        await _write(order, ticket, holder, action="passed_on")
        await enqueue("ticket.passed_on", ticket_id=ticket.id, serial=ticket.serial)
    return ticket


async def name_guests(order: Order, holders: Mapping[int, Holder]) -> None:
    """Say who comes on the tickets (by number) for which nobody was named yet; with an e-mail the
    person gets the ticket. No code changes: none was shown under another name. TicketNotYours for a
    ticket that is somebody's by name.
    """
    async with in_transaction():
        order = await locked_order(order.id)
        mine = Ticket.filter(order_id=order.id, number__in=[*holders], state__in=CHANGEABLE)
        tickets = {ticket.number: ticket for ticket in await mine}
        for number, holder in sorted(holders.items()):
            ticket = tickets.get(number)
            if ticket is None or not is_guest(ticket.holder_name, order.buyer_name):
                raise TicketNotYours
            await _write(order, ticket, holder, action="named")
            if holder.email:
                await enqueue("ticket.passed_on", ticket_id=ticket.id, serial=ticket.serial)


async def _locked(ticket: Ticket) -> tuple[Order, Ticket]:
    order = await locked_order(ticket.order_id)
    # Whoever writes an entry of this ticket just now holds its row: PostgreSQL waits for that here.
    present = await Ticket.filter(id=ticket.id).select_for_update().get()
    if present.state not in CHANGEABLE:
        raise TicketNotYours
    return order, present


def _is_of(ticket: Ticket, holder: Holder) -> bool:
    return (ticket.holder_name, ticket.holder_email) == (holder.name, holder.email)


async def _write(order: Order, ticket: Ticket, holder: Holder, *, action: str) -> None:
    before = ticket.holder_name
    ticket.holder_name, ticket.holder_email = holder.name, holder.email
    ticket.holder_organisation = holder.organisation
    await ticket.save(
        update_fields=["secret", "holder_name", "holder_email", "holder_organisation"]
    )
    await enter(order, action, ticket=ticket.number, before=before, after=holder.name)
