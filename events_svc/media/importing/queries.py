"""Lists of recordings that a person brings in, or has brought in."""

from collections.abc import Collection

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.media.importing.models import RecordingImport

LATEST = 5


async def permitted(person: Person, import_id: int) -> RecordingImport:
    """The import with this id, if `person` may bring recordings to its organisation; else NotFound."""
    found = await RecordingImport.get_or_none(id=import_id).select_related("organisation", "series")
    if found is None or not person.may(Permission.MEDIA_EDIT, path=found.organisation.path):
        raise NotFound
    return found


async def latest(organisation_ids: Collection[int]) -> list[RecordingImport]:
    """The last few imports of these organisations, the newest first."""
    found = RecordingImport.filter(organisation_id__in=[*organisation_ids]).order_by("-id")
    return await found.limit(LATEST).select_related("organisation", "series")
