"""Invoices that nobody has to ask for."""

from events_svc.invoices import seller as sellers
from events_svc.invoices.errors import InvoiceExists, NothingToInvoice
from events_svc.invoices.issue import issue
from events_svc.invoices.models import Invoice, When
from events_svc.tickets.models import Order


async def issue_if_wanted(order_id: int) -> Invoice | None:
    """The invoice of a paid order, where its event wants one for each and its seller is known; once."""
    order = await Order.get(id=order_id).select_related("event__organisation")
    rule = await sellers.rule_of(order.event_id)
    if rule.when is not When.PAID or await sellers.used_by(order.event.organisation) is None:
        return None
    try:
        return await issue(order)
    except (InvoiceExists, NothingToInvoice):
        return None
