"""Which rows a hub holds, in the order in which they point to each other; what it need not know stays away.

A hub runs the same application over the same tables, so a row at the server is a row at the hub, under the
same id. Of people it gets what a gate shows: name, organisation, type, the last four digits of the phone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tortoise.expressions import Q
from tortoise.models import Model

from events_svc.accounts.models import Organisation
from events_svc.checkin.models import CheckinList, CheckinListTicketType, Device, Gate, Scan
from events_svc.checkin.sync.people import veiled_phone
from events_svc.events.models import Event
from events_svc.schedule.models import Session
from events_svc.tickets.key_models import RevokedCode, SigningKey
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.questions.models import AnswerKind, TicketAnswer, TicketQuestion

Row = dict[str, Any]

TOLD = frozenset(
    {AnswerKind.CHOICE, AnswerKind.CHOICES, AnswerKind.YES_NO}
)  # others depend on them


def _same(row: Row) -> Row:
    return row


def _nothing(_row: Row) -> Row:
    return {}


@dataclass(frozen=True, slots=True)
class All:
    """Every column of a table but these; relations have theirs only when the ORM is connected."""

    but: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A table: its columns, which rows (by event or by ticket), what is told of each, and with what the hub
    fills the columns that it does not get.
    """

    model: type[Model]
    wanted: tuple[str, ...] | All
    of: str
    only: Q = field(default_factory=Q)
    told: Callable[[Row], Row] = _same
    filled: Callable[[Row], Mapping[str, Any]] = _nothing

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)

    @property
    def columns(self) -> tuple[str, ...]:
        if not isinstance(self.wanted, All):
            return self.wanted
        names = self.model._meta.fields_db_projection
        return (*(one for one in names if one not in self.wanted.but), *self.wanted.beside)


def _secret(row: Row) -> Row:
    """A secret that opens nothing: a hub shows no orders and no tickets."""
    return {"secret": f"hub-{row['id']}"}


def _order(row: Row) -> Row:
    return {**_secret(row), "buyer_name": "", "currency": "CNY", "total_minor": 0}


def _ticket(row: Row) -> Row:
    return {**_secret(row), "price_minor": 0}


def _tail(row: Row) -> Row:
    """Of the holder's phone, or else the buyer's, what a gate may see."""
    of_order = row.pop("order__phone")
    return {**row, "holder_phone": veiled_phone(row["holder_phone"] or of_order)}


def _answer(row: Row) -> Row:
    """That there is an answer; what it is only where another question depends on it."""
    kind = row.pop("question__kind")
    return row if kind in TOLD else {**row, "value": 1}


def _nothing_sealed(_row: Row) -> Row:
    return {"private_key": ""}


_SESSION = (
    "id",
    "event_id",
    "guid",
    "number",
    "code",
    "key",
    "kind",
    "state",
    "title",
    "starts_at",
    "ends_at",
)
_GATES_OWN = Q(kind__not="hub") & Q(hub_id=None)

DEFINITIONS: Sequence[Held] = (
    Held(Organisation, ("id", "slug", "name", "short_name", "kind", "created_at"), "events__id"),
    Held(
        Event,
        All(("series_id", "edition", "parent_id", "external_parent", "venue_id", "updated_at")),
        "id",
    ),
    Held(TicketType, All(("tax_rule_id", "description")), "event_id"),
    Held(Session, _SESSION, "checkin_lists__event_id"),
    Held(CheckinList, All(), "event_id"),
    Held(CheckinListTicketType, All(), "checkin_list__event_id"),
    Held(Gate, All(), "event_id"),
    Held(Device, All(("head_hash", "seen_at", "hub_id")), "event_id", only=_GATES_OWN),
    Held(SigningKey, All(("private_key",)), "event_id", filled=_nothing_sealed),
    Held(TicketQuestion, All(), "event_id"),
)

_ORDER = ("id", "event_id", "code", "state", "created_at")
_TICKET = (
    "id",
    "order_id",
    "event_id",
    "ticket_type_id",
    "number",
    "serial",
    "state",
    "holder_name",
    "holder_organisation",
    "holder_phone",
    "order__phone",
    "valid_from",
    "valid_until",
    "created_at",
)
_SCAN = (
    "scan_id",
    "event_id",
    "checkin_list_id",
    "gate_id",
    "ticket_id",
    "direction",
    "verdict",
    "reason",
    "basis",
    "at",
    "undoes",
)

TICKETS: Sequence[Held] = (
    Held(Order, _ORDER, "tickets__id", filled=_order),
    Held(Ticket, _TICKET, "id", told=_tail, filled=_ticket),
    Held(RevokedCode, All(), "ticket_id"),
    Held(
        TicketAnswer,
        All(beside=("question__kind",)),
        "ticket_id",
        told=_answer,
    ),
    Held(Scan, _SCAN, "ticket_id", only=Q(verdict__in=["ok", "undone"])),
)

BY_NAME = {one.table: one for one in (*DEFINITIONS, *TICKETS)}
