"""What the buyer's page tells of transfers and invoices, and whose page it is."""

from typing import Any

from events_svc.accounts import audit
from events_svc.bank import queries as bank
from events_svc.bank import references
from events_svc.invoices import queries as invoices
from events_svc.tickets.access import order_behind
from events_svc.tickets.life.account import account_of
from events_svc.tickets.models import Order
from events_svc.web import auth
from events_svc.web.state import Request


async def own(request: Request) -> Order:
    """The order of the link's secret; who has the link acts as the buyer."""
    order = await order_behind(request.path_params["secret"])
    if not (await auth.person(request)).is_known:
        request_id = request.scope.get("request_id", "")
        audit.acting.set(audit.Actor("buyer", order.buyer_name, request_id))
    return order


async def part(order: Order) -> dict[str, Any]:
    """For the templates `bank/_transfer.html` and `invoices/_order.html`; the order's event and its
    organisation are loaded.
    """
    return {
        "due_minor": (await account_of(order)).due_minor,
        "wire": await bank.wire_of(order),
        "shown_reference": references.shown,
        "paper": await invoices.papers_of(order),
        "fapiao_wrong": None,
    }
