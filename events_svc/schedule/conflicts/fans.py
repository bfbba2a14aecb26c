"""Which readers have starred what, as sets of bits: a bit for each list of stars.

Readers star all the time and the grid asks at every move, so an answer is kept for half a minute.
"""

from datetime import datetime, timedelta

from events_svc import clock
from events_svc.events.models import Event
from events_svc.schedule.reader_models import Star

KEPT_FOR = timedelta(seconds=30)
_MOST_KEPT = 8
_kept: dict[tuple[int, datetime], tuple[datetime, dict[int, int]]] = {}


async def of_event(event: Event) -> dict[int, int]:
    """The lists that have each session of the event; a session that nobody has starred is absent."""
    key = (event.id, event.created_at)
    made_at, found = _kept.get(key, (None, {}))
    if made_at is None or not made_at <= clock.now() < made_at + KEPT_FOR:
        while len(_kept) >= _MOST_KEPT:
            del _kept[next(iter(_kept))]
        found = await _read(event.id)
        _kept[key] = (clock.now(), found)
    return found


def forget() -> None:
    """The next question is asked of the database."""
    _kept.clear()


async def _read(event_id: int) -> dict[int, int]:
    stars = Star.filter(session__event_id=event_id, star_list__revoked_at__isnull=True)
    bits: dict[int, int] = {}
    fans: dict[int, int] = {}
    for session_id, list_id in await stars.values_list("session_id", "star_list_id"):
        bit = bits.setdefault(list_id, 1 << len(bits))
        fans[session_id] = fans.get(session_id, 0) | bit
    return fans
