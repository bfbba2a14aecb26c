"""Tracks that a category or a reviewer is held to."""

from collections.abc import Sequence

from events_svc.accounts.errors import NotFound
from events_svc.calls.models import Call
from events_svc.schedule.models import Track


async def guard(call: Call, track_ids: Sequence[int]) -> None:
    """Raise NotFound unless all these tracks are of the call's event."""
    wanted = {*track_ids}
    if await Track.filter(event_id=call.event_id, id__in=wanted).count() != len(wanted):
        raise NotFound
