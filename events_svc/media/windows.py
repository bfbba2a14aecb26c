"""From when and until when a link is shown. Pure."""

from collections.abc import Iterable
from datetime import datetime

from tortoise.expressions import Q

from events_svc.media.models import Source


def is_open(source: Source, now: datetime) -> bool:
    """Whether the link is shown at `now`: not taken away, its time come and not over."""
    if source.retired_at is not None or (source.valid_from and now < source.valid_from):
        return False
    return source.valid_to is None or now < source.valid_to


def is_past(source: Source, now: datetime) -> bool:
    """Whether the link's time is over; it was not taken away, so it stays as history."""
    return source.retired_at is None and source.valid_to is not None and source.valid_to <= now


def open_at(now: datetime) -> Q:
    """The same as `is_open`, for a query."""
    begun = Q(valid_from=None) | Q(valid_from__lte=now)
    return begun & (Q(valid_to=None) | Q(valid_to__gt=now)) & Q(retired_at=None)


def opened(sources: Iterable[Source], now: datetime) -> list[Source]:
    """Those that are shown at `now`, in order."""
    shown = [source for source in sources if is_open(source, now)]
    return sorted(shown, key=lambda source: (source.position, source.id))
