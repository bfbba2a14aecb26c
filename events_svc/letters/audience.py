"""Who gets a letter: everybody of a selection once, with what is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from events_svc.database import rows
from events_svc.database.raw import places
from events_svc.letters.models import Audience, Entered, Letter


@dataclass(slots=True)
class Recipient:
    """Somebody who gets a letter; `orders` are pairs of code and secret, in their order."""

    address: str
    name: str
    language: str
    tickets: list[str] = field(default_factory=list)  # secrets
    types: list[int] = field(default_factory=list)
    orders: dict[str, str] = field(default_factory=dict)

    def about(self, letter_id: int) -> str:
        """The key under which this letter is mailed to this person: once."""
        digest = sha256(self.address.lower().encode()).hexdigest()[:32]
        return f"{prefix(letter_id)}{digest}"


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people a letter reaches, and how many orders have no address."""

    people: int
    orders_without: int


def prefix(letter_id: int) -> str:
    """With what the keys of all mails of a letter begin."""
    return f"letter:{letter_id}:"


async def reach(letter: Letter) -> Reach:
    """The count before sending."""
    sql, values = _selected(letter)
    (row,) = await rows(_COUNTED.format(chosen=sql), values)
    return Reach(row["people"], row["lacking"])


async def recipients(letter: Letter) -> list[Recipient]:
    """Everybody who gets it, in one statement, by their first ticket."""
    sql, values = _selected(letter)
    return grouped(await rows(_ADDRESSES.format(chosen=sql), values))


async def example(letter: Letter, address: str = "") -> Recipient | None:
    """One of them: this address, else the first."""
    sql, values = _selected(letter)
    wanted = f"AND LOWER(address) = ${len(values) + 1}" if address else ""
    if address:
        values = [*values, address.lower()]
    found = await rows(_EXAMPLE.format(chosen=sql, wanted=wanted), values)
    return next(iter(grouped(found)), None)


def grouped(found: Sequence[dict[str, Any]]) -> list[Recipient]:
    """One recipient for each address, whatever its case, with all the tickets that lead there. Pure."""
    people: dict[str, Recipient] = {}
    for row in found:
        key = row["address"].lower()
        one = people.setdefault(key, Recipient(row["address"], row["name"], row["language"]))
        one.tickets.append(row["secret"])
        one.orders[row["code"]] = row["order_secret"]
        if row["ticket_type_id"] not in one.types:
            one.types.append(row["ticket_type_id"])
    return list(people.values())


def _selected(letter: Letter) -> tuple[str, list[Any]]:
    """The tickets of the selection with the address where each leads."""
    values: list[Any] = [letter.event_id]
    conditions = ["ticket.event_id = $1", "ticket.change_id IS NULL", "ticket.addon_to_id IS NULL"]
    for column, chosen in (
        ('"order".state', letter.order_states),
        ("ticket.ticket_type_id", letter.ticket_types),
    ):
        if chosen:
            conditions.append(f"{column} IN ({places(chosen, after=len(values))})")
            values += chosen
    conditions += _ENTERED[letter.entered]
    address, name = _ADDRESSED[letter.audience]
    return (
        f"{_TICKETS.format(address=address, name=name)} WHERE {' AND '.join(conditions)}",
        values,
    )


_COUNTED = """
SELECT COUNT(DISTINCT LOWER(NULLIF(address, ''))) AS people,
  COUNT(DISTINCT CASE WHEN address = '' THEN order_id END) AS lacking
FROM ({chosen}) AS chosen"""

_ADDRESSES = "SELECT * FROM ({chosen}) AS chosen WHERE address <> '' ORDER BY id"

_EXAMPLE = """
SELECT * FROM ({chosen}) AS chosen WHERE LOWER(address) = (
  SELECT LOWER(address) FROM ({chosen}) AS one WHERE address <> '' {wanted} ORDER BY id LIMIT 1)
ORDER BY id"""

_TICKETS = """
SELECT ticket.id, ticket.secret, ticket.ticket_type_id, "order".id AS order_id, "order".code,
  "order".secret AS order_secret, "order".language, {address} AS address, {name} AS name
FROM ticket JOIN "order" ON "order".id = ticket.order_id
  AND (ticket.state <> 'cancelled' OR "order".state IN ('cancelled', 'expired', 'refunded'))"""

_ADDRESSED = {
    Audience.BUYERS: ('"order".email', '"order".buyer_name'),
    Audience.HOLDERS: (
        "COALESCE(NULLIF(ticket.holder_email, ''), \"order\".email)",
        "CASE WHEN ticket.holder_email = '' THEN \"order\".buyer_name ELSE ticket.holder_name END",
    ),
}
_CAME = "EXISTS (SELECT 1 FROM admission WHERE admission.ticket_id = ticket.id AND entries > 0)"
_ENTERED = {Entered.ANY: [], Entered.IN: [_CAME], Entered.OUT: [f"NOT {_CAME}"]}
