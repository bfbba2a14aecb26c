"""What pages read of badges: layouts, whom to print, what was printed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from events_svc.badges.errors import LayoutGone
from events_svc.badges.layout import Layout
from events_svc.badges.models import BadgeLayout, BadgePrinting
from events_svc.badges.presets import PRESETS, STANDARD
from events_svc.database import rows
from events_svc.database.raw import instant, places
from events_svc.events.models import Event

AT_ONCE = 1_000  # badges in a file


@dataclass(frozen=True, slots=True)
class Look:
    """A layout that can be printed: `key` is a preset's, or the id of the organiser's own."""

    key: str
    layout: Layout
    name: str = ""
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom to print: of some ticket types (none: all), of an organisation, those without a badge, after a
    number; in the order of `sort`.
    """

    types: Sequence[int] = ()
    organisation: str = ""
    only_unprinted: bool = True
    after: int = 0
    sort: str = "number"  # number, organisation, type; by name: see wanted_by_name


@dataclass(frozen=True, slots=True)
class Printed:
    """What the log says of a ticket's badges: how many, and of the last who, when, at which gate."""

    copies: int
    by: str
    at: datetime
    gate: dict[str, str] | None


async def looks(event: Event) -> list[Look]:
    """All that can be printed, what is printed now first: the organiser's own, then ours."""
    own = await BadgeLayout.filter(event_id=event.id).order_by("-chosen_at", "-id")
    return [*(look_of(one) for one in own), *(Look(key, one) for key, one in PRESETS.items())]


async def look(event: Event, key: str = "") -> Look:
    """The layout of a key, without one that which is printed now; raises LayoutGone."""
    if key in PRESETS:
        return Look(key, PRESETS[key])
    own = BadgeLayout.filter(event_id=event.id)
    if not key:
        chosen = await own.order_by("-chosen_at", "-id").first()
        return look_of(chosen) if chosen else Look(STANDARD, PRESETS[STANDARD])
    found = await own.get_or_none(id=int(key)) if key.isdecimal() and len(key) < 18 else None
    if found is None:
        raise LayoutGone
    return look_of(found)


def look_of(one: BadgeLayout) -> Look:
    """A stored layout to print with."""
    return Look(str(one.id), msgspec.convert(one.design, Layout), one.name, bytes(one.logo))


async def wanted(event: Event, asked: Asked) -> list[int]:
    """The ids of the valid tickets that are asked for, in their order, at most AT_ONCE and one more."""
    limited = f"{_NAMED} LIMIT {AT_ONCE + 1}".format("{}", _ORDERS[asked.sort])
    return [row["id"] for row in await _matching(event, asked, limited)]


async def wanted_by_name(event: Event, asked: Asked, *, key: Callable[[str], str]) -> list[int]:
    """The same in the order of people's names as `key` spells them (in Chinese by pinyin)."""
    found = await _matching(event, asked, _NAMED.format("{}", "t.number"))
    found.sort(key=lambda row: (key(row["holder_name"]), row["id"]))
    return [row["id"] for row in found[: AT_ONCE + 1]]


async def _matching(event: Event, asked: Asked, statement: str) -> list[dict[str, Any]]:
    values: list[Any] = [event.id, asked.after]
    conditions = ""
    if asked.types:
        conditions += f" AND t.ticket_type_id IN ({places(asked.types, after=len(values))})"
        values += asked.types
    if asked.organisation:
        values.append(asked.organisation)
        conditions += f" AND t.holder_organisation = ${len(values)}"
    if asked.only_unprinted:
        conditions += " AND NOT EXISTS (SELECT 1 FROM badge_print p WHERE p.ticket_id = t.id)"
    return await rows(statement.format(conditions), values)


async def counts(event: Event) -> tuple[int, int]:
    """How many valid tickets there are, and how many of them have a badge."""
    (row,) = await rows(_COUNTS, [event.id])
    return row["valid"], row["printed"]


async def organisations(event: Event) -> list[tuple[str, int]]:
    """The organisations of valid tickets with how many people, the largest first, at most 200."""
    found = await rows(_ORGANISATIONS, [event.id])
    return [(row["name"], row["n"]) for row in found]


async def printed(ticket_ids: Sequence[int]) -> dict[int, Printed]:
    """What was printed of these tickets; one without a badge is not there."""
    found: dict[int, Printed] = {}
    for start in range(0, len(ticket_ids), AT_ONCE):
        some = ticket_ids[start : start + AT_ONCE]
        for row in await rows(_PRINTED.format(places(some)), some):
            gate = row["gate"] if isinstance(row["gate"], dict) else _json(row["gate"])
            found[row["ticket_id"]] = Printed(
                row["copy"], row["printer_name"], instant(row["printed_at"]), gate
            )
    return found


async def log(event: Event, *, before: int | None = None, limit: int = 30) -> list[BadgePrinting]:
    """The newest printings, older than `before`; at most `limit`."""
    found = BadgePrinting.filter(event_id=event.id, **({"id__lt": before} if before else {}))
    return await found.order_by("-id").limit(limit)


async def tickets_of(printing: BadgePrinting) -> list[int]:
    """The ids of the tickets of a printing, in the order in which they were printed."""
    found = await rows(
        "SELECT ticket_id FROM badge_print WHERE printing_id = $1 ORDER BY id", [printing.id]
    )
    return [row["ticket_id"] for row in found]


async def printing(event_id: int, uid: UUID) -> BadgePrinting | None:
    """A printing of the event."""
    return await BadgePrinting.get_or_none(uid=uid, event_id=event_id)


def _json(value: str | None) -> dict[str, str] | None:
    return msgspec.json.decode(value, type=dict[str, str]) if value else None


_ORDERS = {
    "number": "t.number",
    "organisation": "t.holder_organisation, t.holder_name, t.number",
    "type": "tt.position, tt.id, t.number",
}
_NAMED = """
SELECT t.id, t.holder_name FROM ticket t JOIN ticket_type tt ON tt.id = t.ticket_type_id
WHERE t.event_id = $1 AND t.state = 'valid' AND tt.is_admission AND t.number > $2{}
ORDER BY {}"""
_COUNTS = """
SELECT COUNT(*) AS valid, COUNT(p.ticket_id) AS printed
FROM ticket t JOIN ticket_type tt ON tt.id = t.ticket_type_id
LEFT JOIN badge_print p ON p.ticket_id = t.id AND p.copy = 1
WHERE t.event_id = $1 AND t.state = 'valid' AND tt.is_admission"""
_ORGANISATIONS = """
SELECT holder_organisation AS name, COUNT(*) AS n FROM ticket
WHERE event_id = $1 AND state = 'valid' AND holder_organisation <> ''
GROUP BY holder_organisation ORDER BY COUNT(*) DESC, holder_organisation LIMIT 200"""
_PRINTED = """
SELECT p.ticket_id, p.copy, g.printer_name, g.printed_at, gate.name AS gate
FROM badge_print p JOIN badge_printing g ON g.id = p.printing_id
LEFT JOIN gate ON gate.id = g.gate_id
WHERE p.ticket_id IN ({})
AND p.copy = (SELECT MAX(q.copy) FROM badge_print q WHERE q.ticket_id = p.ticket_id)"""
