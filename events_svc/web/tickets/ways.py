"""In which ways an order can be paid, as its page offers them."""

from typing import NamedTuple

from events_svc.gateways.payments.test import NAME as TEST
from events_svc.tickets.errors import NoProvider
from events_svc.tickets.models import Order, OrderState
from events_svc.tickets.pay import is_overdue
from events_svc.tickets.paying.accounts import serving
from events_svc.tickets.paying.begin import ON_SITE
from events_svc.tickets.paying.waiting import is_refunding
from events_svc.tickets.payment_models import PaymentState
from events_svc.tickets.queries import Details
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets import words

ORDERED = ("wechat", "alipay", "stripe", ON_SITE, TEST)
SIGNS = {"wechat": "微", "alipay": "支", "stripe": "▭", ON_SITE: "◎", TEST: "✎"}


class Way(NamedTuple):
    """One way to pay: the words on its button and beside it, and its sign."""

    name: str
    account_id: int | None
    label: str
    hint: str
    sign: str


async def ways(request: Request, order: Order) -> list[Way]:
    """The ways that the order's buyer may choose, of the event's organisation or the nearest above.

    The order has its event and organisation.
    """
    accounts = {
        one.provider: one.id
        for one in await serving(order.event.organisation, currency=order.currency)
    }
    found: dict[str, int | None] = {**accounts}
    if request.state["settings"].test_payments and not {*found} - {ON_SITE}:
        found[TEST] = None  # never beside one through which money moves
    return [
        Way(name, found[name], _label(name), _hint(name), SIGNS[name])
        for name in ORDERED
        if name in found
    ]


async def way(request: Request, order: Order, name: str) -> Way:
    """The way of that name; raises NoProvider when it is not offered."""
    for one in await ways(request, order):
        if one.name == name:
            return one
    raise NoProvider


async def shown(request: Request, order: Order, details: Details) -> dict[str, object]:
    """How far the payment has come, and what the buyer may choose."""
    may_pay = order.state is OrderState.PENDING and not is_overdue(order)
    tried = [one for one in details.payments if one.state is not PaymentState.CLOSED]
    latest = tried[-1] if tried else None
    state = latest.state if latest else None
    return {
        "may_pay": may_pay,
        "ways": await ways(request, order) if may_pay else [],
        "pays_on_site": may_pay and any(one.action == "on_site_chosen" for one in details.entries),
        "is_waiting": may_pay and state is PaymentState.CREATED,
        "waiting": latest if may_pay and state is PaymentState.CREATED else None,
        "was_declined": may_pay and state is PaymentState.DECLINED,
        "is_refunding": await is_refunding(order),
        "needs_person": state in {PaymentState.LATE, PaymentState.MISMATCHED},
    }


def _label(name: str) -> str:
    return gettext("Pay on site") if name == ON_SITE else words.provider_words(name)


def _hint(name: str) -> str:
    return {
        "wechat": gettext("Scan a code with WeChat"),
        "alipay": gettext("With the Alipay app or on its page"),
        "stripe": gettext("Card, Apple Pay, Google Pay"),
        ON_SITE: gettext("Your places are kept; you pay when you arrive"),
        TEST: gettext("For rehearsals: no money moves"),
    }[name]
