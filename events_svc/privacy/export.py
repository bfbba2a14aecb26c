"""Everything about one person as data."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.badges.models import BadgePrint
from events_svc.checkin.models import Admission
from events_svc.database import in_transaction
from events_svc.invoices.models import Invoice
from events_svc.outbox.models import Mail
from events_svc.privacy.erase import subject_of
from events_svc.privacy.person import Known, known
from events_svc.tickets.consents.models import ConsentGiven
from events_svc.tickets.models import OrderEntry
from events_svc.tickets.questions.models import TicketAnswer

ORDER = [
    "code",
    "state",
    "buyer_name",
    "buyer_organisation",
    "email",
    "phone",
    "language",
    "currency",
    "total_minor",
    "source",
    "created_at",
    "paid_at",
    "ended_at",
]
TICKET = [
    "number",
    "state",
    "holder_name",
    "holder_email",
    "holder_phone",
    "holder_organisation",
    "price_minor",
    "created_at",
]
WAIT = ["name", "email", "language", "created_at", "offered_at", "left_at"]


async def export(email: str, event_ids: Sequence[int]) -> dict[str, Any]:
    """All that these events know of the person, as JSON takes it; it stands in the log. NobodyKnown."""
    async with in_transaction():
        found = await known(email, event_ids)
        for event_id in found.event_ids:
            await audit.record("person.exported", subject_of(email), event_id=event_id)
    return {
        "email": email,
        "exported_at": clock.now(),
        "orders": await _orders(found),
        "tickets": await _tickets(found),
        "waiting": [{"event": one.event.title, **_columns(one, WAIT)} for one in found.waiting],
        "mails": await _mails(found),
    }


async def _orders(found: Known) -> list[dict[str, Any]]:
    ids = [one.id for one in found.orders]
    entries = OrderEntry.filter(order_id__in=ids).order_by("id")
    history = _by(await entries.values("order_id", "at", "action", "amount_minor"), "order_id")
    given = ConsentGiven.filter(order_id__in=ids).order_by("id").select_related("version")
    consents = defaultdict(list)
    for one in await given:
        version = one.version
        consents[one.order_id].append(
            {"purpose": version.purpose, "version": version.number, "given_at": one.given_at}
        )
    invoices = _by(await Invoice.filter(order_id__in=ids).values("order_id", "label"), "order_id")
    return [
        {
            "event": order.event.title,
            **_columns(order, ORDER),
            "history": history[order.id],
            "consents": consents[order.id],
            "invoices": [one["label"] for one in invoices[order.id]],
        }
        for order in found.orders
    ]


async def _tickets(found: Known) -> list[dict[str, Any]]:
    ids = [one.id for one in found.tickets]
    given = TicketAnswer.filter(ticket_id__in=ids).order_by("id").select_related("question")
    answers = defaultdict(list)
    for one in await given:
        answers[one.ticket_id].append({"question": one.question.label, "answer": one.value})
    came = Admission.filter(ticket_id__in=ids, entries__gt=0).order_by("id")
    entered = _by(await came.values("ticket_id", "entries", "first_at", "last_at"), "ticket_id")
    printed = BadgePrint.filter(ticket_id__in=ids).order_by("id")
    badges = _by(await printed.values("ticket_id", printed_at="printing__printed_at"), "ticket_id")
    return [
        {
            "event": ticket.event.title,
            "type": ticket.ticket_type.name,
            **_columns(ticket, TICKET),
            "answers": answers[ticket.id],
            "entries": entered[ticket.id],
            "badges": badges[ticket.id],
        }
        for ticket in found.tickets
    ]


async def _mails(found: Known) -> list[dict[str, Any]]:
    sent = Mail.filter(recipient__in=found.addresses).order_by("id")
    listed = await sent.values("about", "subject", "body_text", "created_at", "sent_at")
    about = found.about
    return [one for one in listed if ":".join(one.pop("about").split(":")[:2]) in about]


def _columns(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _by(listed: Sequence[dict[str, Any]], key: str) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in listed:
        found[row.pop(key)].append(row)
    return found
