"""When a room can be used: always, unless openings say otherwise."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tortoise.transactions import in_transaction

from venues.errors import EndsBeforeStart, TooManyOpenings
from venues.models import Opening, Room

MOST = 400

Span = tuple[datetime, datetime]


async def of_rooms(room_ids: Iterable[int]) -> dict[int, list[Span]]:
    """When each of these rooms is open, in the order of time; a room that is always open is absent."""
    found = Opening.filter(room_id__in=[*room_ids]).order_by("starts_at")
    spans: dict[int, list[Span]] = {}
    for room_id, *span in await found.values_list("room_id", "starts_at", "ends_at"):
        spans.setdefault(room_id, []).append((span[0], span[1]))
    return spans


async def open_at(room: Room, spans: Sequence[Span]) -> None:
    """The room can be used then and at no other time; no spans: always.

    Spans that touch become one. Raises EndsBeforeStart, TooManyOpenings; then nothing has changed.
    """
    merged = merge(spans)
    if len(merged) > MOST:
        raise TooManyOpenings(MOST)
    async with in_transaction():
        await Room.filter(id=room.id).select_for_update(no_key=True).only("id")
        await Opening.filter(room_id=room.id).delete()
        await Opening.bulk_create(
            Opening(room_id=room.id, starts_at=start, ends_at=end) for start, end in merged
        )


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same time in as few spans as there can be, in UTC and in their order."""
    merged: list[Span] = []
    for start, end in sorted((start.astimezone(UTC), end.astimezone(UTC)) for start, end in spans):
        if end <= start:
            raise EndsBeforeStart
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def daily(first: date, last: date, *, opens: time, closes: time, timezone: str) -> list[Span]:
    """A span for each day from `first` to `last` by the wall clock of the place.

    What closes at or before it opens closes on the next day. Raises EndsBeforeStart, TooManyOpenings.
    """
    if last < first:
        raise EndsBeforeStart
    if (last - first).days >= MOST:
        raise TooManyOpenings(MOST)
    zone = ZoneInfo(timezone)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    over = timedelta(days=0 if closes > opens else 1)
    return [
        (
            datetime.combine(day, opens, zone).astimezone(UTC),
            datetime.combine(day + over, closes, zone).astimezone(UTC),
        )
        for day in days
    ]
