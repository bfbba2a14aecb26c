"""Where a page of a list of events begins, as an opaque word in the address."""

from datetime import UTC, datetime, timedelta

from events_svc.events.listing import Place
from events_svc.web import paging

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def word(place: Place | None) -> str:
    """`place` for an address: microseconds and id; empty for none."""
    return f"{(place[0] - _EPOCH) // _MICROSECOND}.{place[1]}" if place else ""


def place(given: str) -> Place | None:
    """The place that `word` wrote; raises Malformed for anything else."""
    if not given:
        return None
    try:
        instant, event_id = (int(part) for part in given[:60].split("."))
        return _EPOCH + instant * _MICROSECOND, _int64(event_id)
    except (ValueError, OverflowError) as error:
        raise paging.unknown() from error


def _int64(value: int) -> int:
    """`value`, if a database can hold it; else ValueError."""
    if not 0 <= value < 2**63:
        raise ValueError(value)
    return value
