"""After an event was cancelled: everybody with an order or a ticket is told, in their language, once."""

from collections.abc import Iterator, Sequence
from typing import Any

from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.jobs import Context, Handler
from events_svc.jobs.letter import Words, html, speaking, text
from events_svc.outbox.enqueue import enqueue
from events_svc.outbox.mail import Draft, post_all
from events_svc.tickets.cancel import call_off
from events_svc.tickets.models import Order, OrderState, Ticket, TicketState
from events_svc.web.i18n import gettext
from events_svc.web.tickets import printed

AT_ONCE = 200
STANDING = (OrderState.PENDING, OrderState.PAID, OrderState.PARTLY_REFUNDED)


async def tell(context: Context, payload: dict[str, Any]) -> None:
    """Post the mails of some orders, and ask for the next ones; orders that were not paid end.

    The event's row is locked meanwhile, so that two workers with the same job post each mail once.
    """
    async with in_transaction():
        event = await Event.filter(id=payload["event_id"]).select_for_update().get()
        await event.fetch_related("venue")
        waiting = Order.filter(event_id=event.id, state__in=STANDING, id__gt=payload["after"])
        orders = await waiting.order_by("id").limit(AT_ONCE)
        url = context.settings.public_url
        await post_all([*_to_buyers(event, orders, url), *await _to_holders(event, orders, url)])
        for order in orders:
            await call_off(order)
        if len(orders) == AT_ONCE:
            await enqueue("event.cancelled", event_id=event.id, after=orders[-1].id)


def _to_buyers(event: Event, orders: Sequence[Order], url: str) -> Iterator[Draft]:
    for order in orders:
        if order.email:
            about = f"order:{order.id}:event_cancelled"
            with speaking(order.language):
                act = (gettext("To your order"), f"{url}/orders/{order.secret}")
                words = _words(event, order.buyer_name, _of_order(order), act)
                yield _draft(order.email, words, order.language, about)


async def _to_holders(event: Event, orders: Sequence[Order], url: str) -> list[Draft]:
    """To those who have a ticket of their own from somebody else's order."""
    by_id = {order.id: order for order in orders}
    valid = Ticket.filter(order_id__in=[*by_id], state=TicketState.VALID)
    drafts = []
    for ticket in await valid.exclude(holder_email="").order_by("id"):
        order = by_id[ticket.order_id]
        if ticket.holder_email.lower() == order.email.lower():
            continue
        with speaking(order.language):
            act = (gettext("To the event"), f"{url}/events/{event.slug}")
            words = _words(event, ticket.holder_name, gettext("Your ticket is void."), act)
            about = f"ticket:{ticket.id}:event_cancelled"
            drafts.append(_draft(ticket.holder_email, words, order.language, about))
    return drafts


def _words(event: Event, name: str, consequence: str, act: tuple[str, str]) -> Words:
    title = printed.words(event.title)
    return Words(
        subject=gettext("Cancelled: {event}").format(event=title),
        paragraphs=[
            gettext("Hello {name},").format(name=name),
            gettext("{event} does not take place: it has been cancelled.").format(event=title),
            consequence,
        ],
        facts=printed.facts_of_event(event),
        act=act,
    )


def _of_order(order: Order) -> str:
    if order.state is OrderState.PENDING:
        return gettext("Your order has ended. There is nothing to pay.")
    if order.total_minor:
        return gettext("Your tickets are void. The organiser writes to you about your money.")
    return gettext("Your tickets are void.")


def _draft(recipient: str, words: Words, language: str, about: str) -> Draft:
    return Draft(recipient, words.subject, text(words), html(words), language, about)


HANDLERS: dict[str, Handler] = {"event.cancelled": tell}
