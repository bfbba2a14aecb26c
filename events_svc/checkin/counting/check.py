"""Whether what is counted of a door is what its log says, counted from its beginning."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from events_svc.checkin.counting import moved
from events_svc.checkin.counting.models import DoorCount, DoorCrowd
from events_svc.checkin.counting.moved import Crowd, Crowds, Stretch
from events_svc.database import rows, tuples
from events_svc.database.raw import instant
from events_svc.database.snapshot import snapshot

_MINUTES = """
SELECT minute, gate_id, ticket_type_id, entered, refused, asked FROM door_minute WHERE event_id = $1"""

_CROWDS = """
SELECT checkin_list_id, SUM(CASE WHEN has_arrived THEN 1 ELSE 0 END) AS arrived,
  SUM(CASE WHEN is_inside THEN 1 ELSE 0 END) AS inside
FROM door_standing WHERE event_id = $1 GROUP BY 1"""


async def miscounted() -> list[int]:
    """The events whose counts are wrong."""
    found = []
    for count in await DoorCount.all().order_by("event_id"):
        async with snapshot():
            if not (await _minutes_hold(count) and await _crowds_hold(count)):
                found.append(count.event_id)
    return found


async def _minutes_hold(count: DoorCount) -> bool:
    kept = _by_place(await tuples(_MINUTES, [count.event_id]))
    return kept == _by_place(await moved.minutes(Stretch(count.event_id, 0, count.mark)))


def _by_place(found: Iterable[Any]) -> Counter[tuple[Any, ...]]:
    """What is not nothing, by minute, gate, type and kind."""
    counts: Counter[tuple[Any, ...]] = Counter()
    for minute, gate, kind, *figures in found:
        for n, figure in enumerate(figures):
            counts[instant(minute), gate, kind, n] += int(figure)
    return Counter({place: figure for place, figure in counts.items() if figure})


async def _crowds_hold(count: DoorCount) -> bool:
    """The figures are those of the tickets that are kept; with what is not counted yet, those of the log."""
    figures = await DoorCrowd.filter(event_id=count.event_id).values()
    kept = _something(moved.crowds_of(figures))
    if kept != _something(moved.crowds_of(await rows(_CROWDS, [count.event_id]))):
        return False
    newer = Stretch(count.event_id, count.mark)
    change = moved.moves(await moved.kept_crowds(newer), await moved.crowds(newer))
    now = _something(moved.together(kept, change))
    return now == _something(await moved.crowds(Stretch(count.event_id, 0)))


def _something(crowds: Crowds) -> Crowds:
    return {one: crowd for one, crowd in crowds.items() if crowd != Crowd()}
