"""What somebody asks for: who, how many tickets of what, for whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from events_svc.accounts.audit import Actor

HELD_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Holder:
    """The person whom a ticket lets in."""

    name: str
    email: str = ""
    organisation: str = ""
    answers: tuple[tuple[int, Any], ...] = ()  # by id of the question, as they are kept


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who orders, without an account."""

    name: str
    email: str = ""
    phone: str = ""
    organisation: str = ""
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Choice:
    """An add-on that is taken with each ticket of a line."""

    ticket_type_id: int
    count: int
    variant_id: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """So many tickets of a type; `holders` name the first of them. The buyer comes too, unless named there,
    and the rest is for guests of the buyer who get their names later.

    `voucher` is a code as somebody typed it, for all of them; `seat_ids` are wished for the first of them.
    """

    ticket_type_id: int
    count: int
    holders: tuple[Holder, ...] = ()
    variant_id: int | None = None
    addons: tuple[Choice, ...] = ()
    voucher: str = ""
    seat_ids: tuple[int, ...] = ()


OFFICE = frozenset({"organiser", "import"})  # sources that are not held to what the shop offers


@dataclass(frozen=True, slots=True)
class Reservation:
    """One buyer's wish, as it waits for its transaction: lines, or what is in a cart."""

    slug: str  # of the event
    lines: tuple[Line, ...]
    buyer: Buyer
    submission: str | None
    actor: Actor
    cart: str = ""  # its secret
    holders: Mapping[int, Holder] = field(default_factory=dict)  # by cart item
    consents: frozenset[int] = frozenset()  # versions to which the buyer agreed
    source: str = "shop"
    is_silent: bool = False  # nobody is mailed


def spelled_code(typed: str) -> str:
    """The code of a voucher as it is kept: whatever the case, and however it was spaced."""
    return "".join(typed.split()).upper()
