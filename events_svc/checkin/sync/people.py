"""The tickets of an event as one list sees them, for those who carry them away: no more than they need."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_svc.checkin import rules
from events_svc.checkin.deciding import histories_of
from events_svc.checkin.models import CheckinList
from events_svc.checkin.search_keys.keys import keys_of
from events_svc.checkin.store import Row, decoded, instant
from events_svc.database import rows
from events_svc.tickets.models import OrderState
from events_svc.tickets.questions.depend import of_type, unanswered
from events_svc.tickets.questions.queries import questions_of

COLUMNS = [
    "number",
    "type",
    "state",
    "serial",
    "is_approved",
    "is_complete",
    "valid_from",
    "valid_until",
    "name",
    "organisation",
    "phone_tail",
    "order",
    "keys",
    "entries",
    "is_inside",
    "first_at",
    "first_gate",
    "last_at",
    "lacks",
]
LEAST_DIGITS, TAIL = 7, 4
ENTERED = "entered_at"  # only where the rules of the list count entries by time

_TICKETS = """
SELECT t.id, t.number, t.ticket_type_id, t.state, t.serial, t.valid_from, t.valid_until, t.holder_name,
  t.holder_organisation, COALESCE(NULLIF(t.holder_phone, ''), o.phone) AS phone, o.code,
  o.state AS order_state, COALESCE(a.entries, 0) AS entries, a.is_inside, a.first_at, a.first_gate_id,
  a.last_at
FROM ticket t JOIN "order" o ON o.id = t.order_id
LEFT JOIN admission a ON a.ticket_id = t.id AND a.checkin_list_id = $2
WHERE t.event_id = $1 {among} ORDER BY t.number"""

_REVOKED = """
SELECT t.number, r.serial FROM revoked_code r JOIN ticket t ON t.id = r.ticket_id
WHERE t.event_id = $1 AND r.serial = t.serial AND ($2 = 0 OR true) {among} ORDER BY t.number"""

_ANSWERS = """
SELECT t.id, x.question_id, x.value FROM ticket_answer x JOIN ticket t ON t.id = x.ticket_id
WHERE t.event_id = $1 AND ($2 = 0 OR true) {among}"""

_AMONG = """
AND t.id IN (SELECT c.ticket_id FROM door_change c WHERE c.event_id = $1 AND c.position >= $3
  AND (c.checkin_list_id IS NULL OR c.checkin_list_id = $2))"""

Values = list[Any]


@dataclass(frozen=True, slots=True)
class People:
    """Tickets by COLUMNS, and those whose present code is called back: (number, serial)."""

    columns: list[str]
    tickets: list[Values]
    revoked: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the database says of them."""

    rows: list[Row]
    lacking: Mapping[int, list[int]]  # by ticket: the questions that stand open
    entered: list[list[datetime]] | None
    revoked: list[tuple[int, int]]


async def everybody(checkin_list: CheckinList) -> Found:
    """All tickets of the list's event, in the order of their numbers."""
    return await _read(_Reading(checkin_list, "", ()))


async def changed_since(checkin_list: CheckinList, position: int) -> Found:
    """The tickets of which a change is noted at `position` or later."""
    return await _read(_Reading(checkin_list, _AMONG, (position,)))


async def told(found: Found) -> People:
    """What is carried away of what was found, when the database is no longer held; scans go on meanwhile."""
    return await asyncio.to_thread(_told, found)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Whom a query is about."""

    checkin_list: CheckinList
    among: str
    values: tuple[int, ...]

    async def rows(self, statement: str) -> list[Row]:
        asked = [self.checkin_list.event_id, self.checkin_list.id, *self.values]
        return await rows(statement.format(among=self.among), asked)


async def _read(reading: _Reading) -> Found:
    found = await reading.rows(_TICKETS)
    counts = rules.asks_for_the_log(reading.checkin_list.rules)
    return Found(
        rows=found,
        lacking=await _lacking(reading, found),
        entered=await _entered(reading, found) if counts else None,
        revoked=[(row["number"], row["serial"]) for row in await reading.rows(_REVOKED)],
    )


def _told(found: Found) -> People:
    tickets = [_values(row, found.lacking.get(row["id"], [])) for row in found.rows]
    if found.entered is None:
        return People([*COLUMNS], tickets, found.revoked)
    for values, entered in zip(tickets, found.entered, strict=True):
        values.append(entered)
    return People([*COLUMNS, ENTERED], tickets, found.revoked)


def _values(row: Row, lacks: list[int]) -> Values:
    """One value for each of COLUMNS."""
    return [
        row["number"],
        row["ticket_type_id"],
        row["state"],
        row["serial"],
        row["order_state"] != OrderState.AWAITING_APPROVAL,
        not lacks,
        instant(row["valid_from"]),
        instant(row["valid_until"]),
        row["holder_name"],
        row["holder_organisation"],
        phone_tail(row["phone"]),
        row["code"],
        keys_of(row["holder_name"]),
        row["entries"],
        bool(row["is_inside"]),
        instant(row["first_at"]),
        row["first_gate_id"],
        instant(row["last_at"]),
        lacks,
    ]


def phone_tail(phone: str) -> str:
    """The last four digits, of a number that is long enough for them to give nobody away.

    `*` is a digit that this database was not told (see `veiled_phone`).
    """
    digits = [one for one in phone if one in "0123456789*"]
    return "".join(digits[-TAIL:]) if len(digits) >= LEAST_DIGITS else ""


def veiled_phone(phone: str) -> str:
    """A number of which only `phone_tail` is told: `***8000`; nothing where there is no tail."""
    tail = phone_tail(phone)
    return tail and "*" * (LEAST_DIGITS - TAIL) + tail


async def _lacking(reading: _Reading, found: Sequence[Row]) -> dict[int, list[int]]:
    """The questions that holders still have to answer, by ticket; none where all is answered."""
    questions = await questions_of(reading.checkin_list.event_id)
    if not any(one.is_required for one in questions):
        return {}
    asked = {type_id: of_type(questions, type_id) for type_id in _types(found)}
    given: dict[int, dict[int, Any]] = {row["id"]: {} for row in found}
    for row in await reading.rows(_ANSWERS):
        given[row["id"]][row["question_id"]] = decoded(row["value"])
    open_ = {row["id"]: unanswered(asked[row["ticket_type_id"]], given[row["id"]]) for row in found}
    return {ticket: [one.id for one in lacks] for ticket, lacks in open_.items() if lacks}


def _types(found: Sequence[Row]) -> set[int]:
    return {row["ticket_type_id"] for row in found}


async def _entered(reading: _Reading, found: Sequence[Row]) -> list[list[datetime]]:
    """When each came in, by the log."""
    list_id = reading.checkin_list.id
    passed = await histories_of({(list_id, row["id"]) for row in found if row["entries"]})
    return [[*passed[list_id, row["id"]].entered_at] if row["entries"] else [] for row in found]
