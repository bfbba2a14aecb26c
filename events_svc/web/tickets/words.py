"""States, acts and ways to pay in words, each with its icon and colour."""

from collections.abc import Mapping

from events_svc.events.models import Event, EventState
from events_svc.tickets.models import Order, OrderEntry, OrderState, TicketState
from events_svc.tickets.pay import is_overdue
from events_svc.tickets.payment_models import PaymentState, RefundState, RefundWay
from events_svc.tickets.queries import Sale
from events_svc.tickets.waiting.queries import Wait
from events_svc.web.i18n import gettext
from events_svc.web.marks import Mark


def order_mark(order: Order) -> Mark:
    """The state of an order; a hold that ran out is over, whether or not the clock came by."""
    if is_overdue(order):
        return Mark("stop", "✕", gettext("Expired"))
    if order.state is OrderState.PAID and order.total_minor == 0:
        return Mark("ok", "✓", gettext("Confirmed"))
    return {
        OrderState.AWAITING_APPROVAL: Mark("wait", "?", gettext("Awaiting approval")),
        OrderState.PENDING: Mark("wait", "◔", gettext("Awaiting payment")),
        OrderState.PAID: Mark("ok", "✓", gettext("Paid")),
        OrderState.EXPIRED: Mark("stop", "✕", gettext("Expired")),
        OrderState.CANCELLED: Mark("stop", "✕", gettext("Cancelled")),
        OrderState.PARTLY_REFUNDED: Mark("note", "↩", gettext("Partly refunded")),
        OrderState.REFUNDED: Mark("note", "↩", gettext("Refunded")),
    }[order.state]


def cancel_asked_mark() -> Mark:
    """The buyer of a paid order asks to cancel it, and nobody has decided."""
    return Mark("wait", "?", gettext("Cancellation asked for"))


def ticket_mark(state: TicketState) -> Mark:
    """The state of a ticket."""
    return {
        TicketState.HELD: Mark("wait", "◔", gettext("Held")),
        TicketState.VALID: Mark("ok", "✓", gettext("Valid")),
        TicketState.CANCELLED: Mark("stop", "✕", gettext("Cancelled")),
        TicketState.BLOCKED: Mark("stop", "⊘", gettext("Blocked")),
    }[state]


def payment_mark(state: PaymentState) -> Mark:
    """The state of a payment."""
    return {
        PaymentState.CREATED: Mark("wait", "◔", gettext("Begun")),
        PaymentState.CONFIRMED: Mark("ok", "✓", gettext("Received")),
        PaymentState.DECLINED: Mark("stop", "✕", gettext("Declined")),
        PaymentState.CLOSED: Mark("note", "⊘", gettext("Given up")),
        PaymentState.LATE: Mark("wait", "!", gettext("Came too late")),
        PaymentState.MISMATCHED: Mark("wait", "!", gettext("Another amount")),
        PaymentState.REFUNDED: Mark("note", "↩", gettext("Refunded")),
    }[state]


def sale_mark(state: Sale, event: Event) -> Mark:
    """Whether a ticket type can be ordered; what waits for the event to be published says so."""
    if state is Sale.NOT_YET and event.state is EventState.DRAFT:
        return Mark("note", "◷", gettext("Event not published yet"))
    return {
        Sale.ON_SALE: Mark("ok", "✓", gettext("On sale")),
        Sale.SOLD_OUT: Mark("stop", "✕", gettext("Sold out")),
        Sale.NOT_YET: Mark("note", "◷", gettext("Not yet on sale")),
        Sale.OVER: Mark("stop", "✕", gettext("Sale is over")),
    }[state]


def wait_mark(wait: Wait) -> Mark:
    """How somebody's wait for a place stands."""
    return {
        Wait.WAITING: Mark("wait", "◔", gettext("On the list")),
        Wait.OFFERED: Mark("ok", "!", gettext("A place is held")),
        Wait.TAKEN: Mark("ok", "✓", gettext("Taken")),
        Wait.LAPSED: Mark("stop", "✕", gettext("Not taken in time")),
        Wait.LEFT: Mark("note", "–", gettext("Left the list")),
    }[wait]


def provider_words(provider: str) -> str:
    """A way to pay."""
    return {
        "test": gettext("Test payment"),
        "stripe": gettext("Card"),
        "wechat": gettext("WeChat Pay"),
        "alipay": gettext("Alipay"),
        "bank": gettext("Bank transfer"),
        "cash": gettext("Cash"),
        "free": gettext("Free of charge"),
    }.get(provider, provider)


def entry_words(entry: OrderEntry) -> str:
    """What happened, as one sentence of the history."""
    detail = entry.detail
    words = {
        "placed": gettext("Ordered"),
        "approved": gettext("Approved"),
        "declined": gettext("Declined"),
        "approval_lapsed": gettext("Nobody decided in time"),
        "transfer_chosen": gettext("Bank transfer chosen"),
        "paid": gettext("Paid"),
        "expired": gettext("The time to pay ran out"),
        "cancelled": gettext("Cancelled"),
        "on_site_chosen": gettext("Will be paid on site"),
        "refund_started": gettext("Refund ordered"),
        "refunded": gettext("Refunded"),
        "refund_failed": gettext("The provider refused the refund"),
        "refund_beyond": gettext("The provider gave back what was not owed any more"),
        "money_exchanged": gettext("Money exchanged for that of another order"),
        "allowance": gettext("Reduced out of goodwill"),
        "part_paid": gettext("A part was paid"),
        "surplus": gettext("More came than was due"),
        "ticket_cancelled": gettext("Tickets cancelled"),
        "ticket_changed": gettext("Ticket changed"),
        "tickets_added": gettext("Tickets added"),
        "change_proposed": gettext("A change was asked for"),
        "change_withdrawn": gettext("The change was dropped"),
        "change_lapsed": gettext("The change was not paid in time"),
        "split_off": gettext("Tickets became an order of their own"),
        "extended": gettext("More time"),
        "transferred": gettext("Passed to another buyer"),
        "payment_declined": gettext("The payment was declined"),
        "payment_late": gettext("Money came too late"),
        "payment_mismatched": gettext("Another amount came than was asked"),
        "renamed": gettext("Name changed"),
        "passed_on": gettext("Ticket passed on"),
        "named": gettext("Attendee named"),
        "cancellation_asked": gettext("Cancellation asked for"),
        "cancellation_declined": gettext("Cancellation declined"),
        "codes_renewed": gettext("New codes, because the key was withdrawn"),
        "mail_again": gettext("Mail sent again"),
        "seat_changed": gettext("Seat changed"),
        "answered": gettext("Answers changed"),
    }[entry.action]
    if "provider" in detail:
        return f"{words} · {provider_words(detail['provider'])}"
    if "after" in detail:
        return f"{words}: {detail['before']} → {detail['after']}"
    if detail.get("reason"):
        return f"{words}: {detail['reason']}"
    return words


def fee_words(kind: str) -> str:
    """What an order costs beside its tickets."""
    return {
        "cancellation": gettext("Fee for the cancellation"),
        "change": gettext("Fee for the change"),
        "payment": gettext("Fee for the payment"),
        "allowance": gettext("Reduction"),
    }.get(kind, kind)


def way_words(way: RefundWay) -> str:
    """How money went back."""
    return {
        RefundWay.PROVIDER: gettext("The way it came"),
        RefundWay.HAND: gettext("By hand"),
        RefundWay.VOUCHER: gettext("As a voucher"),
    }[way]


def refund_mark(state: RefundState) -> Mark:
    """The state of a refund."""
    return {
        RefundState.CREATED: Mark("wait", "◔", gettext("Refund under way")),
        RefundState.DONE: Mark("note", "↩", gettext("Refunded")),
        RefundState.FAILED: Mark("stop", "!", gettext("Refused by the provider")),
        RefundState.BEYOND: Mark("stop", "!", gettext("Given back beyond what was owed")),
    }[state]


def actor_words(actor: str) -> str:
    """Who acted, without telling more than a buyer may know."""
    kind = actor.partition(":")[0]
    return {
        "anonymous": gettext("Buyer"),
        "buyer": gettext("Buyer"),
        "user": gettext("Organiser"),
        "token": gettext("Organiser"),
        "cli": gettext("Organiser"),
    }.get(kind, gettext("System"))


def who(actor: str, names: Mapping[str, str]) -> str:
    """Who acted, by name, for the organiser's own team; of an account that is gone there is none."""
    if actor in names:
        return names[actor]
    if actor.partition(":")[0] in ("user", "token"):
        return gettext("Deleted account")
    return actor_words(actor)
