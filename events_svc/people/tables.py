"""Orders, attendees and answers of an event, row by row, for spreadsheets.

Read a page at a time by id, as plain values, so that a hundred thousand orders take no more memory than a
thousand; a page takes the same number of statements however many rows it has. Instants are in the event's
time zone; names of columns and of states are English: this is read by programs too.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from events_svc.database import rows
from events_svc.database.raw import instant
from events_svc.events.models import Event
from events_svc.text import in_language
from events_svc.tickets.pricing import from_minor
from events_svc.tickets.product_models import TicketType, Variant
from events_svc.tickets.questions.models import AnswerKind, TicketQuestion
from events_svc.tickets.questions.queries import answers_by_ticket, questions_of

AT_ONCE = 250  # rows between which the process serves others: in a workbook some 20 ms of work

Row = Sequence[Any]
Raw = dict[str, Any]

ORDERS = tuple(
    [
        "order",
        "state",
        "buyer",
        "organisation",
        "email",
        "phone",
        "language",
        "tickets",
        "total",
        "kept",
        "currency",
        "source",
        "placed_at",
        "paid_at",
        "pay_until",
        "ended_at",
    ]
)
ATTENDEES = tuple(
    [
        "ticket",
        "state",
        "type",
        "variant",
        "holder",
        "email",
        "phone",
        "organisation",
        "list_price",
        "price",
        "tax_rate",
        "tax",
        "currency",
        "seat",
        "voucher",
        "order",
        "order_state",
        "buyer",
        "buyer_email",
        "placed_at",
        "paid_at",
        "first_entry_at",
    ]
)
OF_ANSWERS = ("ticket", "state", "type", "holder", "organisation", "order")


@dataclass(frozen=True, slots=True)
class Table:
    """Names of the columns, and the rows as they are read."""

    head: Sequence[str]
    rows: AsyncIterator[Row]


async def orders(event: Event, state: str, _language: str) -> Table:
    """Every order of the event, or those in one state, with how many tickets stand and what was kept."""
    return Table(ORDERS, _orders(event, state))


async def attendees(event: Event, state: str, language: str) -> Table:
    """Every ticket of the event, or those in one state, with who comes and who ordered."""
    return Table(ATTENDEES, _attendees(event, state, await _names(event, language)))


async def answers(event: Event, state: str, language: str) -> Table:
    """The same tickets with their answers, a column a question."""
    asked = await questions_of(event.id)
    head = (*OF_ANSWERS, *(in_language(one.label, language) for one in asked))
    return Table(head, _answers(event, state, asked, await _names(event, language)))


def said(question: TicketQuestion, value: Any, language: str) -> str:
    """An answer as one cell: options by their words, phone numbers in E.164, files by their name."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return str(value.get("number") or value.get("name", ""))
    if question.kind in (AnswerKind.CHOICE, AnswerKind.CHOICES):
        chosen = value if isinstance(value, list) else [value]
        return "; ".join(in_language(question.options[one], language) for one in chosen)
    return str(value)


async def _orders(event: Event, state: str) -> AsyncIterator[Row]:
    local = _local(event)
    async for page in _pages(_ORDERS, '"order".', event, state):
        for row in page:
            yield (
                *(row[name] for name in ("code", "state", "buyer_name", "buyer_organisation")),
                *(row[name] for name in ("email", "phone", "language", "tickets")),
                from_minor(int(row["total_minor"]), row["currency"]),
                from_minor(int(row["kept_minor"]), row["currency"]),
                row["currency"],
                row["source"],
                *(local(row[name]) for name in ("created_at", "paid_at", "expires_at", "ended_at")),
            )


@dataclass(frozen=True, slots=True)
class _Names:
    types: Mapping[int, str]
    variants: Mapping[int, str]
    language: str


async def _names(event: Event, language: str) -> _Names:
    types = await TicketType.filter(event_id=event.id).values_list("id", "name")
    variants = await Variant.filter(ticket_type__event_id=event.id).values_list("id", "name")
    return _Names(
        {key: in_language(name, language) for key, name in types},
        {key: in_language(name, language) for key, name in variants},
        language,
    )


async def _attendees(event: Event, state: str, names: _Names) -> AsyncIterator[Row]:
    local = _local(event)
    async for page in _pages(_TICKETS, "ticket.", event, state):
        for row in page:
            yield (
                row["number"],
                row["state"],
                names.types[row["ticket_type_id"]],
                names.variants.get(row["variant_id"], ""),
                *(row[f"holder_{name}"] for name in ("name", "email", "phone", "organisation")),
                *_prices(row),
                f"{row['seat_row']}-{row['seat_number']}" if row["seat_row"] else "",
                row["voucher"] or "",
                *(row[name] for name in ("code", "order_state", "buyer_name", "buyer_email")),
                *(local(row[name]) for name in ("ordered_at", "paid_at", "entered_at")),
            )


async def _answers(
    event: Event, state: str, asked: Sequence[TicketQuestion], names: _Names
) -> AsyncIterator[Row]:
    async for page in _pages(_TICKETS, "ticket.", event, state):
        given = await answers_by_ticket([row["id"] for row in page])
        for row in page:
            mine = given[row["id"]]
            yield (
                row["number"],
                row["state"],
                names.types[row["ticket_type_id"]],
                row["holder_name"],
                row["holder_organisation"],
                row["code"],
                *(said(one, mine.get(one.id), names.language) for one in asked),
            )


def _prices(row: Raw) -> Row:
    currency, price = row["currency"], int(row["price_minor"])
    full = price if row["list_minor"] is None else int(row["list_minor"])
    return (
        from_minor(full, currency),
        from_minor(price, currency),
        row["tax_rate_bp"] / 100,
        from_minor(int(row["tax_minor"]), currency),
        currency,
    )


async def _pages(sql: str, table: str, event: Event, state: str) -> AsyncIterator[list[Raw]]:
    """The rows a page at a time, by ascending id; all states where `state` is empty."""
    only = f" AND {table}state = $4" if state else ""
    last, more = 0, ([state] if state else [])
    while page := await rows(sql.replace("{only}", only), [event.id, last, AT_ONCE, *more]):
        yield page
        last = page[-1]["id"]


def _local(event: Event) -> Callable[[Any], datetime | None]:
    zone = ZoneInfo(event.timezone)

    def local(value: datetime | str | None) -> datetime | None:
        return None if value is None else instant(value).astimezone(zone)

    return local


_ORDERS = """
SELECT "order".id, code, state, buyer_name, buyer_organisation, email, phone, language, total_minor,
  currency, source, created_at, paid_at, expires_at, ended_at,
  (SELECT COUNT(*) FROM ticket WHERE ticket.order_id = "order".id AND ticket.change_id IS NULL
     AND ticket.state <> 'cancelled') AS tickets,
  (SELECT COALESCE(SUM(entry.amount_minor), 0) FROM order_entry AS entry
     WHERE entry.order_id = "order".id) AS kept_minor
FROM "order" WHERE "order".event_id = $1 AND "order".id > $2{only} ORDER BY "order".id LIMIT $3"""

_TICKETS = """
SELECT ticket.id, ticket.number, ticket.state, ticket.ticket_type_id, ticket.variant_id,
  ticket.holder_name, ticket.holder_email, ticket.holder_phone, ticket.holder_organisation,
  ticket.list_minor, ticket.price_minor, ticket.tax_rate_bp, ticket.tax_minor,
  "order".code, "order".state AS order_state, "order".buyer_name, "order".email AS buyer_email,
  "order".currency, "order".created_at AS ordered_at, "order".paid_at,
  seat.row AS seat_row, seat.number AS seat_number, voucher.code AS voucher,
  (SELECT MIN(admission.first_at) FROM admission WHERE admission.ticket_id = ticket.id) AS entered_at
FROM ticket JOIN "order" ON "order".id = ticket.order_id
LEFT JOIN seat ON seat.id = ticket.seat_id
LEFT JOIN voucher ON voucher.id = ticket.voucher_id
WHERE ticket.event_id = $1 AND ticket.id > $2 AND ticket.change_id IS NULL{only}
ORDER BY ticket.id LIMIT $3"""
