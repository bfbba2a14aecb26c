"""A change of what belongs to a recording, noted: in the log, and on the recording, whose feeds are then new."""

from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.media.models import Recording


async def note(action: str, recording: Recording, **details: Any) -> None:
    """The recording was changed now, by `action`. Belongs into the transaction of the change."""
    await Recording.filter(id=recording.id).update(updated_at=clock.now())
    await audit.record(
        action,
        f"recording:{recording.id}",
        event_id=recording.event_id,
        organisation_id=recording.organisation_id,
        **details,
    )
