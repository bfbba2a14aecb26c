"""When rooms and people are taken by what is not moved, `rest` minutes before and after included."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from events_svc.schedule.hold import holder
from events_svc.schedule.solving.hours import Hours
from events_svc.schedule.solving.problem import Window
from speakers.models import Engagement
from venues.models import Booking

Grouped = dict[int, list[Window]]


async def of_rooms(
    ids: Sequence[int], moving: Sequence[int], hours: Hours, *, rest: int
) -> Grouped:
    """By room."""
    rows = Booking.filter(room_id__in=ids, **_during(hours))
    found = await rows.values_list("room_id", "starts_at", "ends_at", "holder")
    return _grouped(found, moving, hours, rest=rest)


async def of_people(
    ids: Sequence[int], moving: Sequence[int], hours: Hours, *, rest: int
) -> Grouped:
    """By person."""
    rows = Engagement.filter(speaker_id__in=ids, **_during(hours))
    found = await rows.values_list("speaker_id", "starts_at", "ends_at", "holder")
    return _grouped(found, moving, hours, rest=rest)


def _during(hours: Hours) -> dict[str, Any]:
    return {"starts_at__lt": hours.ends_at, "ends_at__gt": hours.begins_at}


def _grouped(
    rows: Iterable[tuple[Any, ...]], moving: Sequence[int], hours: Hours, *, rest: int
) -> Grouped:
    free_soon = {holder(number) for number in moving}
    found: Grouped = defaultdict(list)
    for who, start, end, by in rows:
        if by not in free_soon:
            begin, over = hours.window(start, end)
            found[who].append((begin - rest, over + rest))
    return found
