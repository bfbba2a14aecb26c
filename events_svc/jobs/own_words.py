"""The usual mails of orders in the event's own words, where it has some in the reader's language."""

from dataclasses import replace

from events_svc.jobs.letter import Words
from events_svc.jobs.order_words import Told
from events_svc.letters.audience import Recipient
from events_svc.letters.placeholders import Placeholder
from events_svc.letters.queries import own_text
from events_svc.web import pages
from events_svc.web.letters import wording


async def in_own_words(words: Words, told: Told, action: str) -> Words:
    """Subject and paragraphs as the event words them; facts, links and tickets stay ours."""
    own = await own_text(told.order.event_id, action)
    language = told.order.language.partition("-")[0]
    if own is None or not (own.subject.get(language) and own.body.get(language)):
        return words
    subject, body = wording.said(own.subject, own.body, language, _known(told))
    return replace(words, subject=subject, paragraphs=body.strip().split("\n\n"))


def _known(told: Told) -> dict[str, str]:
    order, tickets = told.order, told.valid or told.tickets
    one = Recipient(order.email, order.buyer_name, order.language)
    one.tickets = [ticket.secret for ticket in tickets]
    one.types = list(dict.fromkeys(ticket.ticket_type_id for ticket in tickets))
    one.orders = {order.code: order.secret}
    names = {ticket.ticket_type_id: ticket.ticket_type.name for ticket in tickets}
    until, moment = order.expires_at, pages.environment().filters["moment"]
    return wording.values(one, order.event, names, told.url) | {
        Placeholder.TOTAL: pages.money(order.total_minor, order.currency),
        Placeholder.PAY_UNTIL: moment(until, order.event.timezone) if until else "",
    }
