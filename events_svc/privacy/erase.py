"""Forget one person."""

from collections.abc import Sequence
from hashlib import sha256

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.privacy.blank import blank_orders, blank_tickets, blank_waiting, drop_mails
from events_svc.privacy.errors import StillValid
from events_svc.privacy.person import Known, known
from events_svc.tickets.models import OrderState, TicketState

STANDING = {TicketState.HELD, TicketState.VALID, TicketState.BLOCKED}
OPEN = {OrderState.PENDING, OrderState.AWAITING_APPROVAL}


async def erase(email: str, event_ids: Sequence[int]) -> Known:
    """These events know the person no more; orders, money and counts stay without a name. NobodyKnown;
    StillValid while a ticket of theirs lets somebody in, and then nothing changes.
    """
    async with in_transaction():
        found = await known(email, event_ids)
        _refuse_valid(found)
        await drop_mails(found.addresses, found.about)
        await blank_tickets([one.id for one in found.tickets])
        await blank_orders([one.id for one in found.orders])
        await blank_waiting([one.id for one in found.waiting])
        for event_id in found.event_ids:
            await audit.record("person.erased", subject_of(email), event_id=event_id)
    return found


def subject_of(email: str) -> str:
    """The person as the log names them: who knows the address finds it, nobody reads it there."""
    return f"person:{sha256(email.lower().encode()).hexdigest()[:32]}"


def _refuse_valid(found: Known) -> None:
    now = clock.now()
    for ticket in found.tickets:
        if ticket.state in STANDING and ticket.event.ends_at > now:
            raise StillValid(ticket.order.code)
    for order in found.orders:
        if order.event.ends_at > now and order.state in OPEN:
            raise StillValid(order.code)
