"""What pages read of invoices and requests."""

from collections.abc import Sequence
from dataclasses import dataclass

from events_svc.accounts.errors import NotFound
from events_svc.database import rows
from events_svc.events.models import Event
from events_svc.invoices import seller as sellers
from events_svc.invoices.fapiao import STANDING
from events_svc.invoices.models import Fapiao, FapiaoState, Invoice, InvoiceKind, InvoiceRule, When
from events_svc.tickets.models import Order, OrderState

PAID = (OrderState.PAID, OrderState.PARTLY_REFUNDED)


@dataclass(frozen=True, slots=True)
class Papers:
    """What the buyer of an order has and may ask for."""

    invoices: Sequence[Invoice]
    fapiao: Sequence[Fapiao]
    may_ask_invoice: bool
    may_ask_fapiao: bool

    @property
    def is_there(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.invoices or self.fapiao or self.may_ask_invoice or self.may_ask_fapiao)


async def papers_of(order: Order) -> Papers:
    """The order's invoices and requests, and what may be asked now. Its event's organisation is loaded."""
    if not order.total_minor and order.state not in PAID:
        return Papers([], [], False, False)
    invoices = await Invoice.filter(order_id=order.id).order_by("id")
    fapiao = await Fapiao.filter(order_id=order.id).order_by("id")
    rule = await sellers.rule_of(order.event_id)
    could = order.state in PAID and order.total_minor > 0 and _offers(rule)
    could = could and await sellers.used_by(order.event.organisation) is not None
    taken_back = {one.cancels_id for one in invoices}
    stands = any(one.kind is InvoiceKind.INVOICE and one.id not in taken_back for one in invoices)
    return Papers(
        invoices,
        fapiao,
        could and rule.when is not When.NEVER and not stands,
        could and rule.offers_fapiao and not any(one.state in STANDING for one in fapiao),
    )


def _offers(rule: InvoiceRule) -> bool:
    return rule.offers_fapiao or rule.when is not When.NEVER


@dataclass(frozen=True, slots=True)
class Figures:
    """Of an event: invoices and what they come to, and requests by what they wait for."""

    invoices: int
    total_minor: int
    tax_minor: int
    requested: int
    issued: int
    reversals: int


async def figures(event: Event) -> Figures:
    """The figures of `event`, counted from its rows."""
    (found,) = await rows(_FIGURES, [event.id])
    return Figures(**{name: int(value or 0) for name, value in found.items()})


_FIGURES = """
SELECT
  (SELECT COUNT(*) FROM invoice WHERE event_id = $1) AS invoices,
  (SELECT SUM(total_minor) FROM invoice WHERE event_id = $1) AS total_minor,
  (SELECT SUM(tax_minor) FROM invoice WHERE event_id = $1) AS tax_minor,
  (SELECT COUNT(*) FROM fapiao WHERE event_id = $1 AND state = 'requested') AS requested,
  (SELECT COUNT(*) FROM fapiao WHERE event_id = $1 AND state = 'issued') AS issued,
  (SELECT COUNT(*) FROM fapiao WHERE event_id = $1 AND state = 'issued'
     AND reversal_asked_at IS NOT NULL) AS reversals"""


async def listed(event: Event, *, before_id: int | None, limit: int) -> list[Invoice]:
    """The event's invoices, the newest first, with their orders and what takes them back; one more."""
    asked = Invoice.filter(event_id=event.id)
    if before_id is not None:
        asked = asked.filter(id__lt=before_id)
    found = asked.order_by("-id").limit(limit + 1)
    return await found.select_related("order").prefetch_related("cancelled_by")


async def requests(
    event: Event,
    *,
    state: FapiaoState | None = None,
    only_tasks: bool = False,
    before_id: int | None = None,
    limit: int = 50,
) -> list[Fapiao]:
    """The event's requests, the newest first, with their orders; one more than `limit`."""
    asked = Fapiao.filter(event_id=event.id)
    if state is not None:
        asked = asked.filter(state=state)
    if only_tasks:
        asked = asked.filter(state=FapiaoState.ISSUED, reversal_asked_at__isnull=False)
    if before_id is not None:
        asked = asked.filter(id__lt=before_id)
    return await asked.order_by("-id").limit(limit + 1).select_related("order")


async def invoice_of(
    invoice_id: int, *, event: Event | None = None, order: Order | None = None
) -> Invoice:
    """The event's or order's invoice with this id; else NotFound."""
    owner = {"event_id": event.id} if event else {"order_id": order.id if order else 0}
    found = await Invoice.get_or_none(id=invoice_id, **owner)
    if found is None:
        raise NotFound
    return found


async def fapiao_of(
    fapiao_id: int, *, event: Event | None = None, order: Order | None = None
) -> Fapiao:
    """The event's or order's request with this id; else NotFound."""
    owner = {"event_id": event.id} if event else {"order_id": order.id if order else 0}
    found = await Fapiao.get_or_none(id=fapiao_id, **owner)
    if found is None:
        raise NotFound
    return found
