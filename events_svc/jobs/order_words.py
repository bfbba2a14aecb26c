"""The words of the mails about an order, in the language that is set."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from events_svc.jobs.letter import Words
from events_svc.tickets.models import Order, Ticket, TicketState
from events_svc.web import pages
from events_svc.web.i18n import gettext, ngettext
from events_svc.web.tickets import printed


@dataclass(frozen=True, slots=True)
class Told:
    """An order as its mails tell of it; `event` (with venue) and `ticket_type` are loaded."""

    order: Order
    tickets: Sequence[Ticket]
    refunded_minor: int
    url: str  # our own address

    @property
    def event(self) -> str:
        return printed.words(self.order.event.title)

    @property
    def valid(self) -> list[Ticket]:
        return [ticket for ticket in self.tickets if ticket.state is TicketState.VALID]


def _placed(told: Told) -> Words:
    until = told.order.expires_at
    hold = gettext(
        "we hold your tickets until {time}. Please pay by then; after that they go back on sale."
    )
    moment = pages.environment().filters["moment"]
    paragraph = hold.format(time=moment(until, told.order.event.timezone)) if until else ""
    return Words(
        subject=gettext("Your order {code}: {event}").format(
            code=told.order.code, event=told.event
        ),
        paragraphs=[_greeting(told.order.buyer_name), *([paragraph] if paragraph else [])],
        facts=_facts(told),
        act=(gettext("Pay now"), _order_url(told)),
    )


def _paid(told: Told) -> Words:
    count = len(told.valid)
    return Words(
        subject=gettext("Your tickets: {event}").format(event=told.event),
        paragraphs=[
            _greeting(told.order.buyer_name),
            ngettext(
                "your ticket is attached, and always here. Show the code at the entrance.",
                "your tickets are attached, and always here. Each person shows the own code at the entrance.",
                count,
            ),
        ],
        facts=_facts(told),
        links=[(_named(ticket), _ticket_url(told, ticket)) for ticket in told.valid],
        act=(gettext("To your order"), _order_url(told)),
    )


def held(told: Told, ticket: Ticket) -> Words:
    """To somebody whose ticket another person ordered."""
    return Words(
        subject=gettext("Your ticket: {event}").format(event=told.event),
        paragraphs=[
            _greeting(ticket.holder_name),
            gettext(
                "{name} got you a ticket. It is attached, and always here. Show the code at the entrance."
            ).format(name=told.order.buyer_name),
        ],
        facts=printed.facts_of_event(told.order.event),
        act=(gettext("To your ticket"), _ticket_url(told, ticket)),
    )


def _cancelled(told: Told) -> Words:
    return Words(
        subject=gettext("Cancelled: your order {code}, {event}").format(
            code=told.order.code, event=told.event
        ),
        paragraphs=[
            _greeting(told.order.buyer_name),
            gettext("your order has been cancelled. Its tickets let nobody in any more."),
        ],
        facts=_facts(told),
        act=(gettext("To your order"), _order_url(told)),
    )


def _codes_renewed(told: Told) -> Words:
    return Words(
        subject=gettext("New codes for your tickets: {event}").format(event=told.event),
        paragraphs=[
            _greeting(told.order.buyer_name),
            gettext(
                "for safety your tickets have new codes, attached and always here. The old codes open no door any more."
            ),
        ],
        facts=_facts(told),
        links=[(_named(ticket), _ticket_url(told, ticket)) for ticket in told.valid],
        act=(gettext("To your order"), _order_url(told)),
    )


def _declined(told: Told) -> Words:
    return Words(
        subject=gettext("Your order {code} stays: {event}").format(
            code=told.order.code, event=told.event
        ),
        paragraphs=[
            _greeting(told.order.buyer_name),
            gettext(
                "you asked to cancel your order. The organiser cannot agree; your tickets stay valid."
            ),
        ],
        facts=_facts(told),
        act=(gettext("To your order"), _order_url(told)),
    )


def _changed(told: Told) -> Words:
    return Words(
        subject=gettext("Changed: your order {code}, {event}").format(
            code=told.order.code, event=told.event
        ),
        paragraphs=[
            _greeting(told.order.buyer_name),
            gettext("your order has changed. This is how it stands now."),
        ],
        facts=_facts(told),
        links=[(_named(ticket), _ticket_url(told, ticket)) for ticket in told.valid],
        act=(gettext("To your order"), _order_url(told)),
    )


def _change_proposed(told: Told) -> Words:
    wait = gettext(
        "a change of your order waits to be paid. Until then everything stays as it is; the place is held for half an hour."
    )
    return Words(
        subject=gettext("To be paid: the change of your order {code}, {event}").format(
            code=told.order.code, event=told.event
        ),
        paragraphs=[_greeting(told.order.buyer_name), wait],
        facts=_facts(told),
        act=(gettext("Pay the difference"), _order_url(told)),
    )


def _refunded(told: Told) -> Words:
    amount = pages.money(told.refunded_minor, told.order.currency)
    return Words(
        subject=gettext("Refunded: your order {code}, {event}").format(
            code=told.order.code, event=told.event
        ),
        paragraphs=[
            _greeting(told.order.buyer_name),
            gettext("we have given back {amount}. It may take some days to reach you.").format(
                amount=amount
            ),
        ],
        facts=_facts(told),
        act=(gettext("To your order"), _order_url(told)),
    )


def _greeting(name: str) -> str:
    return gettext("Hello {name},").format(name=name)


def _facts(told: Told) -> list[tuple[str, str]]:
    kinds = Counter(printed.words(ticket.ticket_type.name) for ticket in told.tickets)
    total = told.order.total_minor
    return [
        *printed.facts_of_event(told.order.event),
        (gettext("Order"), told.order.code),
        (gettext("Tickets"), ", ".join(f"{count} × {kind}" for kind, count in kinds.items())),
        (gettext("Total"), pages.money(total, told.order.currency) if total else gettext("Free")),
    ]


def _named(ticket: Ticket) -> str:
    return f"{ticket.holder_name} · {printed.words(ticket.ticket_type.name)}"


def _order_url(told: Told) -> str:
    return f"{told.url}/orders/{told.order.secret}"


def _ticket_url(told: Told, ticket: Ticket) -> str:
    return f"{told.url}/tickets/{ticket.secret}"


def _awaiting(told: Told) -> Words:
    return Words(
        subject=gettext("We have your request {code}: {event}").format(
            code=told.order.code, event=told.event
        ),
        paragraphs=[
            _greeting(told.order.buyer_name),
            gettext(
                "the organiser looks at your request. We hold your places meanwhile, and write to you."
            ),
            *_until(told, gettext("If nobody decides until {time}, your request ends by itself.")),
        ],
        facts=_facts(told),
        act=(gettext("To your order"), _order_url(told)),
    )


def _approved(told: Told) -> Words:
    until = told.order.expires_at
    moment = pages.environment().filters["moment"]
    words = gettext("your request is approved. Please pay until {time}.")
    paragraph = words.format(time=moment(until, told.order.event.timezone)) if until else ""
    return Words(
        subject=gettext("Approved: {event}").format(event=told.event),
        paragraphs=[_greeting(told.order.buyer_name), *([paragraph] if paragraph else [])],
        facts=_facts(told),
        act=(gettext("Pay now"), _order_url(told)),
    )


def _not_approved(told: Told) -> Words:
    return Words(
        subject=gettext("Not approved: {event}").format(event=told.event),
        paragraphs=[
            _greeting(told.order.buyer_name),
            gettext("we are sorry: the organiser cannot approve your request {code}.").format(
                code=told.order.code
            ),
        ],
        facts=_facts(told),
        act=(gettext("To your order"), _order_url(told)),
    )


def _lapsed(told: Told) -> Words:
    words = gettext(
        "we are sorry: the organiser did not decide about your request {code} in time, so it has ended and "
        "costs you nothing. You are welcome to ask anew, while there are places."
    )
    return Words(
        subject=gettext("Not decided in time: {event}").format(event=told.event),
        paragraphs=[_greeting(told.order.buyer_name), words.format(code=told.order.code)],
        facts=_facts(told),
        act=(gettext("To the event"), f"{told.url}/events/{told.order.event.slug}"),
    )


def _until(told: Told, words: str) -> list[str]:
    """The words with the instant until which the order is held, if there is one."""
    until, moment = told.order.expires_at, pages.environment().filters["moment"]
    return [words.format(time=moment(until, told.order.event.timezone))] if until else []


def _reminded(told: Told) -> Words:
    until = told.order.expires_at
    assert until is not None, "only what is held ends"
    moment = pages.environment().filters["moment"](until, told.order.event.timezone)
    words = gettext(
        "your order is not paid yet. We hold your tickets until {time}, then they go back on sale."
    )
    return Words(
        subject=gettext("Please pay soon: your order {code}, {event}").format(
            code=told.order.code, event=told.event
        ),
        paragraphs=[_greeting(told.order.buyer_name), words.format(time=moment)],
        facts=_facts(told),
        act=(gettext("Pay now"), _order_url(told)),
    )


WORDS: dict[str, Callable[[Told], Words]] = {
    "payment_reminder": _reminded,
    "awaiting_approval": _awaiting,
    "approved": _approved,
    "declined": _not_approved,
    "approval_lapsed": _lapsed,
    "placed": _placed,
    "paid": _paid,
    "changed": _changed,
    "change_proposed": _change_proposed,
    "cancelled": _cancelled,
    "refunded": _refunded,
    "cancellation_declined": _declined,
    "codes_renewed": _codes_renewed,
}
