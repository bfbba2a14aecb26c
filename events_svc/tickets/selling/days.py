"""What was sold when: tickets that are valid, by the day on which they were paid."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from events_svc.database import is_postgres, rows
from events_svc.events.models import Event

QUARTER = 900  # seconds: every time zone is some quarters of an hour from UTC
MOST_DAYS = 62  # more of them are told by the week


@dataclass(slots=True)
class Span:
    """A day or a week: its first day, tickets by the id of their type, money in minor units."""

    day: date
    tickets: Counter[int] = field(default_factory=Counter)
    minor: int = 0


@dataclass(frozen=True, slots=True)
class OverTime:
    """The spans from the first sale to the last one, none left out; a week begins on Monday."""

    spans: Sequence[Span]
    is_by_week: bool


@dataclass(frozen=True, slots=True)
class Sold:
    """Tickets of a type that were paid within a quarter of an hour."""

    at: datetime
    type_id: int
    count: int
    minor: int


async def over_time(event: Event) -> OverTime:
    """How the event's sale went, by its own calendar."""
    found = await rows(_SOLD.format(quarter=_quarter()), [event.id])
    sold = [
        Sold(
            datetime.fromtimestamp(int(row["quarter"]) * QUARTER, UTC),
            row["ticket_type_id"],
            int(row["n"]),
            int(row["minor"]),
        )
        for row in found
    ]
    return by_span(sold, ZoneInfo(event.timezone))


def by_span(sold: Iterable[Sold], zone: ZoneInfo) -> OverTime:
    """By day, or by week when there are more than MOST_DAYS. Pure."""
    each: dict[date, Span] = defaultdict(lambda: Span(date.min))
    for one in sold:
        span = each[one.at.astimezone(zone).date()]
        span.tickets[one.type_id] += one.count
        span.minor += one.minor
    if not each:
        return OverTime([], is_by_week=False)
    first, last = min(each), max(each)
    length = (last - first).days + 1
    if length <= MOST_DAYS:
        return OverTime(_joined(each, first, step=1, last=last), is_by_week=False)
    monday = first - timedelta(days=first.weekday())
    return OverTime(_joined(each, monday, step=7, last=last), is_by_week=True)


def _joined(each: dict[date, Span], first: date, *, step: int, last: date) -> list[Span]:
    count = (last - first).days // step + 1
    spans = [Span(first + timedelta(days=step * number)) for number in range(count)]
    for day, span in each.items():
        whole = spans[(day - first).days // step]
        whole.tickets += span.tickets
        whole.minor += span.minor
    return spans


def _quarter() -> str:
    if is_postgres():
        return f'FLOOR(EXTRACT(EPOCH FROM "order".paid_at) / {QUARTER})'
    return f"CAST(strftime('%s', \"order\".paid_at) AS INTEGER) / {QUARTER}"


_SOLD = """
SELECT {quarter} AS quarter, ticket.ticket_type_id, COUNT(*) AS n, SUM(ticket.price_minor) AS minor
FROM ticket JOIN "order" ON "order".id = ticket.order_id
WHERE ticket.event_id = $1 AND ticket.state = 'valid' AND "order".paid_at IS NOT NULL
GROUP BY 1, 2 ORDER BY 1, 2"""
