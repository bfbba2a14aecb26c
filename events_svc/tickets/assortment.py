"""What belongs to ticket types beside their places: variants, add-ons, bundles, taxes, discounts.

Most events have none of these: what there is, the shelf's own query tells, and nothing else is asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from events_svc.database import rows
from events_svc.tickets.consents.models import ConsentVersion
from events_svc.tickets.consents.queries import asked_at
from events_svc.tickets.questions.models import TicketQuestion
from events_svc.tickets.vouchers.models import Discount
from events_svc.tickets.waiting.queries import awaited


@dataclass(frozen=True, slots=True)
class Variety:
    """A variant of a type; without a price of its own it costs what the type costs."""

    price_minor: int | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class Extra:
    """How many of an add-on each ticket may, or must, have."""

    least: int
    most: int
    is_included: bool  # in the price of the ticket


@dataclass(frozen=True, slots=True)
class Part:
    """So many tickets of a type are in each bundle, each with this share of its price."""

    ticket_type_id: int
    variant_id: int | None
    count: int
    price_minor: int


FLAGS = (
    "has_discounts",
    "is_seated",
    "has_questions",
    "has_consents",
    "has_waiting",
    "has_receivers",
)


@dataclass(slots=True)
class Assortment:
    """By id of the ticket type; discounts by id of the event, in their order."""

    rates: dict[int, int] = field(default_factory=dict)  # of tax, in basis points
    variants: dict[int, dict[int, Variety]] = field(default_factory=lambda: defaultdict(dict))
    extras: dict[int, dict[int, Extra]] = field(default_factory=lambda: defaultdict(dict))
    parts: dict[int, list[Part]] = field(default_factory=lambda: defaultdict(list))
    discounts: dict[int, list[Discount]] = field(default_factory=lambda: defaultdict(list))
    seated_events: set[int] = field(default_factory=set)
    questions: dict[int, list[TicketQuestion]] = field(default_factory=lambda: defaultdict(list))
    consents: dict[int, list[ConsentVersion]] = field(default_factory=dict)
    awaited: set[tuple[int, int | None]] = field(default_factory=set)  # types and variants
    has_receivers: bool = False  # somebody may want to hear of orders


async def assortment_of(places: Iterable[Mapping[str, Any]]) -> Assortment:
    """What belongs to the types in these rows (`ticket_type_id`, `event_id`, `rate_bp`, `has_parts`,
    `has_discounts`, `is_seated`, `has_questions`, `has_consents`, `has_waiting`, `has_receivers`).
    """
    listed = [*places]
    events = {flag: {row["event_id"] for row in listed if row[flag]} for flag in FLAGS}
    found = Assortment(
        rates={row["ticket_type_id"]: row["rate_bp"] for row in listed if row["rate_bp"]},
        seated_events=events["is_seated"],
        awaited=await awaited(events["has_waiting"]),
        has_receivers=bool(events["has_receivers"]),
    )
    with_parts = {row["ticket_type_id"] for row in listed if row["has_parts"]}
    if with_parts:
        await _add_parts(found, with_parts)
    if events["has_discounts"]:
        wanted = Discount.filter(event_id__in=sorted(events["has_discounts"]), is_active=True)
        for discount in await wanted.order_by("position", "id"):
            found.discounts[discount.event_id].append(discount)
    if events["has_questions"]:
        for one in await TicketQuestion.filter(event_id__in=sorted(events["has_questions"])):
            found.questions[one.event_id].append(one)
    if events["has_consents"]:
        found.consents = await asked_at(events["has_consents"])
    return found


async def _add_parts(found: Assortment, type_ids: set[int]) -> None:
    listed = ", ".join(str(one) for one in sorted(type_ids))
    for row in await rows(_PARTS.format(listed)):
        owner = row["ticket_type_id"]
        if row["kind"] == "variant":
            found.variants[owner][row["id"]] = Variety(row["price_minor"], bool(row["flag"]))
        elif row["kind"] == "addon":
            extra = Extra(row["least"], row["most"], bool(row["flag"]))
            found.extras[owner][row["other_type_id"]] = extra
        else:
            part = (row["other_type_id"], row["other_variant_id"], row["most"], row["price_minor"])
            found.parts[owner].append(Part(*part))


_PARTS = """
SELECT 'variant' AS kind, ticket_type_id, id, CAST(NULL AS BIGINT) AS other_type_id,
  CAST(NULL AS BIGINT) AS other_variant_id, 0 AS least, 0 AS most, price_minor, is_active AS flag
FROM variant WHERE ticket_type_id IN ({0})
UNION ALL
SELECT 'addon', ticket_type_id, id, addon_type_id, NULL, min_count, max_count, NULL,
  is_price_included
FROM addon WHERE ticket_type_id IN ({0})
UNION ALL
SELECT 'part', ticket_type_id, id, part_type_id, part_variant_id, 0, count, price_minor, FALSE
FROM bundle_part WHERE ticket_type_id IN ({0})
ORDER BY 1, 3"""
