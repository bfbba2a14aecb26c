"""The picture that stands for a recording: kept here, so that no visitor's machine asks another server."""

import hashlib
from collections.abc import Iterable

from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction
from events_svc.media.models import Recording
from events_svc.media.noting import note
from events_svc.media.picture_kinds import measured
from events_svc.media.recording_models import RecordingPicture
from events_svc.outbox.enqueue import enqueue


async def put(recording: Recording, body: bytes) -> None:
    """The recording has this picture instead of any; raises PictureRefused."""
    media_type, width, height = measured(body)
    async with in_transaction():
        await Recording.select_for_update().get(id=recording.id)
        await RecordingPicture.filter(recording_id=recording.id).delete()
        await RecordingPicture.create(
            recording_id=recording.id,
            media_type=media_type,
            width=width,
            height=height,
            digest=hashlib.sha256(body).hexdigest(),
            body=body,
        )
        await note("picture.put", recording)


async def wanted(recording_id: int) -> None:
    """Have the picture fetched from the address that the recording names; belongs into a transaction."""
    await enqueue("recording.picture", recording_id=recording_id)


async def wanting(recording_id: int) -> Recording | None:
    """The recording, if it names the address of a picture and has none yet."""
    found = await Recording.get_or_none(id=recording_id)
    if found is None or not found.thumbnail_url:
        return None
    has_one = await RecordingPicture.filter(recording_id=recording_id).exists()
    return None if has_one else found


async def remove(recording: Recording) -> None:
    """The recording has no picture. Doing it twice changes nothing."""
    async with in_transaction():
        if await RecordingPicture.filter(recording_id=recording.id).delete():
            await note("picture.removed", recording)


async def public(slug: str) -> RecordingPicture:
    """The picture of a public recording; NotFound."""
    found = await RecordingPicture.get_or_none(
        recording__slug=slug, recording__published_at__isnull=False
    )
    if found is None:
        raise NotFound
    return found


async def versions(recording_ids: Iterable[int]) -> dict[int, str]:
    """Of each of these recordings that has a picture, which version of it that is."""
    found = RecordingPicture.filter(recording_id__in=[*recording_ids])
    return {
        row["recording_id"]: row["digest"][:8]
        for row in await found.values("recording_id", "digest")
    }
