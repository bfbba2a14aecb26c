"""Where a page of a list of events begins, as an opaque word in the address."""

from datetime import UTC, datetime, timedelta

from events_svc.events.listing import Place
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext

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
        return _EPOCH + instant * _MICROSECOND, int64(event_id)
    except (ValueError, OverflowError) as error:
        raise Malformed({"cursor": gettext("This does not look right.")}) from error


def number(given: str) -> int | None:
    """The id of a cursor over ids; raises Malformed for anything else."""
    if not given:
        return None
    try:
        return int64(int(given[:40]))
    except ValueError as error:
        raise Malformed({"cursor": gettext("This does not look right.")}) from error


def int64(value: int) -> int:
    """`value`, if a database can hold it; else ValueError."""
    if not 0 <= value < 2**63:
        raise ValueError(value)
    return value
