"""Screenshots and documents that show what was read: kept with the ledger, for the team alone."""

import hashlib
from dataclasses import dataclass

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.media.models import Source
from events_svc.schedule.file_kinds import safe_name
from events_svc.stats.errors import EvidenceTooLarge, EvidenceUnknown
from events_svc.stats.reading_models import CounterFile

MOST_BYTES = 5 * 1024 * 1024
_KINDS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"%PDF-": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name is anybody's, its content is looked at."""

    name: str
    body: bytes


def kind_of(body: bytes) -> str:
    """The media type by content; raises EvidenceTooLarge, EvidenceUnknown."""
    if len(body) > MOST_BYTES:
        raise EvidenceTooLarge(MOST_BYTES // 1024 // 1024)
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    found = next((kind for mark, kind in _KINDS.items() if body.startswith(mark)), None)
    if found is None:
        raise EvidenceUnknown
    return found


async def keep(source: Source, upload: Upload) -> CounterFile:
    """The file stands with the link's ledger; called in the transaction that writes its row."""
    actor = audit.acting.get()
    return await CounterFile.create(
        source=source,
        name=safe_name(upload.name),
        media_type=kind_of(upload.body),
        digest=hashlib.sha256(upload.body).hexdigest(),
        body=upload.body,
        uploaded_by=(actor.name or actor.key)[:254],
        uploaded_at=clock.now(),
    )


async def file_of(source: Source, file_id: int) -> CounterFile:
    """The file with this id among those of the link; raises NotFound."""
    found = await CounterFile.get_or_none(id=file_id, source_id=source.id)
    if found is None:
        raise NotFound
    return found
