"""The people of an organisation, as the organiser of an event reads and keeps them."""

from typing import Any

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction, rows
from events_svc.events.models import Event
from events_svc.schedule.models import Appearance
from events_svc.schedule.people import owner
from speakers import profile
from speakers.models import Speaker
from speakers.profile import Profile

PAGE = 100


async def page(
    event: Event, *, words: str = "", after_id: int = 0, limit: int = PAGE
) -> list[dict[str, Any]]:
    """People of the event's organisation whose names or houses hold `words`, with how many sessions
    of this event each presents; one more than `limit` if there is."""
    people = Speaker.filter(owner=owner(event.organisation), id__gt=after_id)
    if words:
        people = people.filter(id__in=await _named(event, words))
    columns = ("id", "guid", "slug", "name", "affiliation", "position", "email")
    found = await people.order_by("id").limit(limit + 1).values(*columns)
    ids = [person["id"] for person in found]
    appearances = Appearance.filter(session__event_id=event.id, speaker_id__in=ids)
    presents = [*await appearances.values_list("speaker_id", flat=True)]
    return [{**person, "session_count": presents.count(person["id"])} for person in found]


async def count(event: Event) -> dict[str, int]:
    """How many people the organisation knows, and how many present at the event."""
    presenting = Appearance.filter(session__event_id=event.id).distinct()
    return {
        "known": await Speaker.filter(owner=owner(event.organisation)).count(),
        "presenting": len({*await presenting.values_list("speaker_id", flat=True)}),
    }


async def person_of(event: Event, slug: str) -> Speaker:
    """The person with this slug, if the event's organisation knows them; raises NotFound."""
    mine = Speaker.filter(owner=owner(event.organisation))
    speaker = await mine.get_or_none(slug=slug.replace("\0", ""))
    if speaker is None:
        raise NotFound
    return speaker


async def add(event: Event, words: Profile) -> Speaker:
    """A person whom the event's organisation did not know; raises NameMissing."""
    async with in_transaction():
        speaker = await profile.create(owner(event.organisation), words)
        await _record("speaker.added", speaker, event)
    return speaker


async def edit(event: Event, speaker: Speaker, words: Profile) -> None:
    """The person is described so; raises NameMissing."""
    async with in_transaction():
        await profile.edit(speaker, words)
        await _record("speaker.edited", speaker, event)


async def _named(event: Event, words: str) -> list[int]:
    pattern = words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_").lower()
    found = await rows(
        "SELECT id FROM speaker WHERE owner = $1 AND (LOWER(CAST(name AS TEXT)) LIKE $2 ESCAPE '\\' "
        "OR LOWER(CAST(affiliation AS TEXT)) LIKE $2 ESCAPE '\\' OR slug LIKE $2 ESCAPE '\\') LIMIT 1000",
        [owner(event.organisation), f"%{pattern}%"],
    )
    return [row["id"] for row in found]


async def _record(action: str, speaker: Speaker, event: Event) -> None:
    await audit.record(
        action,
        f"speaker:{speaker.id}",
        event_id=event.id,
        organisation_id=event.organisation.id,
        name=speaker.name,
    )
