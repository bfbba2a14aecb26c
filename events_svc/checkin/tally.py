"""An event's log of scans, counted: by minute, gate and ticket type, and who is in the house.

What is settled was counted before (counting/forward.py); a look reads that, and the entries that came since.
"""

from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from events_svc.checkin.counting import moved
from events_svc.checkin.counting.models import DoorCount, DoorCrowd
from events_svc.checkin.counting.moved import Crowds, Stretch
from events_svc.database import prefer_indexes, tuples
from events_svc.database.raw import instant
from events_svc.database.snapshot import snapshot
from events_svc.events.models import Event

MOST = 32  # events whose settled counts a process keeps

Place = tuple[datetime, int, int]  # minute, gate, ticket type


@dataclass(frozen=True, slots=True)
class Tally:
    """`entered` counts who was let in and not taken back; `refused` and `asked` (questions, which are no
    refusals) count by gate.
    """

    entered: Counter[Place] = field(default_factory=Counter)
    refused: Counter[int] = field(default_factory=Counter)
    asked: Counter[int] = field(default_factory=Counter)

    def by_gate(self) -> Counter[int]:
        """How many each gate let in."""
        found: Counter[int] = Counter()
        for (_, gate, _), count in self.entered.items():
            found[gate] += count
        return found

    def add(self, found: Any) -> None:
        """Rows of (minute, gate, type, entered, refused, asked)."""
        for minute, gate, kind, entered, refused, asked in found:
            place = (instant(minute), gate, kind)
            self.entered[place] += int(entered)
            self.refused[gate] += int(refused)
            self.asked[gate] += int(asked)
            if not self.entered[place]:
                del self.entered[place]

    def copy(self) -> "Tally":
        return Tally(self.entered.copy(), self.refused.copy(), self.asked.copy())


async def counted(event: Event) -> Tally:
    """The log of the event as it stands, counted."""
    async with snapshot():
        await prefer_indexes()
        count = await DoorCount.get_or_none(event_id=event.id)
        tally = (await _settled(event, count)).copy() if count else Tally()
        tally.add(await moved.minutes(_newer(event.id, count)))
    return tally


async def crowds(event_id: int) -> Crowds:
    """Who came by each list at least once and has not gone out by it; and by any, under HOUSE, where those are
    inside whose last passage through an entrance led in. Lists of lunch and sessions are no entrances.
    """
    async with snapshot():
        await prefer_indexes()
        count = await DoorCount.get_or_none(event_id=event_id)
        newer = _newer(event_id, count)
        now = await moved.crowds(newer)
        if count is None:
            return now
        kept = moved.crowds_of(await DoorCrowd.filter(event_id=event_id).values())
        return moved.together(kept, moved.moves(await moved.kept_crowds(newer), now))


def _newer(event_id: int, count: DoorCount | None) -> Stretch:
    return Stretch(event_id, count.mark if count else 0)


_kept: OrderedDict[tuple[Any, ...], Tally] = OrderedDict()


async def _settled(event: Event, count: DoorCount) -> Tally:
    """What is kept of the event up to the mark."""
    key = (event.id, event.created_at, count.id, count.mark)
    if key not in _kept:
        _kept[key] = Tally()
        _kept[key].add(await tuples(_SETTLED, [event.id]))
    _kept.move_to_end(key)
    while len(_kept) > MOST:
        _kept.popitem(last=False)
    return _kept[key]


_SETTLED = """
SELECT minute, gate_id, ticket_type_id, entered, refused, asked FROM door_minute WHERE event_id = $1"""
