"""The people of a file become known, or are described anew."""

from uuid import uuid4

from events_svc import clock
from events_svc.events.models import Event
from events_svc.schedule.importing.compare import Difference
from events_svc.schedule.importing.standing import Standing, chunks, owner_of
from events_svc.schedule.importing.timetable import ReadPerson
from speakers.models import Speaker
from speakers.profile import Newcomer, Profile, create_all


async def introduce(event: Event, difference: Difference, stands: Standing) -> dict[str, int]:
    """The ids of people by key, after the new ones have been made and the others described."""
    found = {row["key"]: row["id"] for row in stands.people}
    for some in chunks([_newcomer(person) for person in difference.people]):
        made = await create_all(owner_of(event), some)
        found |= {speaker.key: speaker.id for speaker in made}
    for row, columns in difference.described:
        await Speaker.filter(id=row["id"]).update(**columns, updated_at=clock.now())
    return found


def _newcomer(person: ReadPerson) -> Newcomer:
    profile = Profile(
        person.name,
        affiliation=person.affiliation or {},
        position=person.position or {},
        biography=person.biography or {},
        picture_url=person.picture_url,
    )
    return Newcomer(person.key, profile, person.guid or uuid4())
