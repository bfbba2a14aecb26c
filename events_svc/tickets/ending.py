"""What every end of an order has in common: its tickets fall, their places return, the history says so."""

from collections import Counter

from events_svc import clock
from events_svc.tickets import shelf
from events_svc.tickets.history import enter
from events_svc.tickets.keys import revoke_code
from events_svc.tickets.models import Order, OrderState, Ticket, TicketState

OCCUPYING = (TicketState.HELD, TicketState.VALID, TicketState.BLOCKED)


async def end(order: Order, state: OrderState, *, action: str) -> None:
    """Bring the locked `order` to its end `state` and give back all its places.

    The codes of tickets that were valid are refused from now on.
    """
    tickets = await Ticket.filter(order_id=order.id, state__in=OCCUPYING).order_by("id")
    places = await shelf.locked(ticket.ticket_type_id for ticket in tickets)
    places.take({one: -n for one, n in Counter(t.ticket_type_id for t in tickets).items()})
    await places.store()
    for ticket in tickets:
        if ticket.state is not TicketState.HELD:
            await revoke_code(ticket)
    await Ticket.filter(id__in=[ticket.id for ticket in tickets]).update(
        state=TicketState.CANCELLED
    )
    await Order.filter(id=order.id).update(state=state, ended_at=clock.now(), cancel_asked_at=None)
    order.state = state
    await enter(order, action, tickets=len(tickets))
