"""An event's log of scans, counted: by minute, gate and ticket type. What was counted is not read again.

A process counts for itself. Entries of the log are committed in another order than that of their ids: what
is newer than SETTLED is read at every look and known by its id, so that an entry whose transaction took
longer is counted too. A count that is old begins anew.
"""

import time
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from events_svc.database import tuples
from events_svc.database.raw import instant
from events_svc.events.models import Event

SETTLED = 30.0  # seconds after which no transaction is open that has a lower id
LIFE = 15 * 60.0
AT_ONCE = 5_000
MOST = 32  # events whose counts are kept

Place = tuple[datetime, int, int]  # minute, gate, ticket type


@dataclass(slots=True)
class Tally:
    """`entered` counts who was let in and not taken back; `refused` by gate."""

    entered: Counter[Place] = field(default_factory=Counter)
    refused: Counter[int] = field(default_factory=Counter)
    begun: float = 0.0
    mark: int = 0  # every entry up to it is counted, and no other will come
    newer: dict[int, float] = field(
        default_factory=dict
    )  # the counted ones above it: when first seen

    def by_gate(self) -> Counter[int]:
        """How many each gate let in."""
        found: Counter[int] = Counter()
        for (_, gate, _), count in self.entered.items():
            found[gate] += count
        return found


_kept: OrderedDict[tuple[int, datetime], Tally] = OrderedDict()


async def counted(event: Event) -> Tally:
    """The log of the event as it stands, counted."""
    key, now = (event.id, event.created_at), time.monotonic()
    tally = _kept.get(key)
    if tally is None or now - tally.begun > LIFE:
        tally = Tally(begun=now)
    await _catch_up(tally, event.id)
    _kept[key] = tally
    _kept.move_to_end(key)
    while len(_kept) > MOST:
        _kept.popitem(last=False)
    return tally


async def _catch_up(tally: Tally, event_id: int) -> None:
    after = tally.mark
    while True:
        found = await tuples(_NEWER, [event_id, after, AT_ONCE])
        now = time.monotonic()
        for row in found:
            if row[0] > tally.mark and row[0] not in tally.newer:
                tally.newer[row[0]] = now
                _count(tally, row)
        if len(found) < AT_ONCE:
            break
        after = found[-1][0]
        _settle(tally, up_to=after - AT_ONCE)  # a log that was there before: long committed
    _settle(tally, up_to=_oldest(tally))


def _oldest(tally: Tally) -> int:
    """Up to which id everything was seen long enough ago."""
    limit, found = time.monotonic() - SETTLED, tally.mark
    for number in sorted(tally.newer):
        if tally.newer[number] > limit:
            break
        found = number
    return found


def _settle(tally: Tally, *, up_to: int) -> None:
    if up_to > tally.mark:
        tally.mark = up_to
        tally.newer = {number: at for number, at in tally.newer.items() if number > up_to}


def _count(tally: Tally, row: Any) -> None:
    _, at, gate, kind, verdict, direction, undone_at, undone_gate, undone_kind, was_in = row
    if verdict == "refused" and direction == "entry":
        tally.refused[gate] += 1
    if verdict == "ok" and direction == "entry":
        tally.entered[_minute(at), gate, kind or 0] += 1
    if was_in:
        _take_back(tally, (_minute(undone_at), undone_gate, undone_kind or 0))


def _take_back(tally: Tally, place: Place) -> None:
    tally.entered[place] -= 1
    if not tally.entered[place]:
        del tally.entered[place]


def _minute(at: datetime | str) -> datetime:
    return instant(at).replace(second=0, microsecond=0)


_NEWER = """
SELECT s.id, s.at, s.gate_id, t.ticket_type_id, s.verdict, s.direction,
  o.at, o.gate_id, ot.ticket_type_id,
  CASE WHEN o.verdict = 'ok' AND o.direction = 'entry' THEN 1 ELSE 0 END
FROM scan s LEFT JOIN ticket t ON t.id = s.ticket_id
LEFT JOIN scan o ON o.scan_id = s.undoes LEFT JOIN ticket ot ON ot.id = o.ticket_id
WHERE s.event_id = $1 AND s.id > $2 ORDER BY s.id LIMIT $3"""
