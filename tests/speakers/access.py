"""Who gets what of the routes about people who present."""

from events_svc.events.models import Event
from events_svc.schedule.release import release
from tests.access import Access
from tests.schedule.factories import make_placed
from tests.speakers.factories import make_speaker

AGENDA = {"owner", "organiser", "agenda"}
TEAM = {"owner", "organiser", "agenda", "finance", "door", "viewer"}
CONSOLE = "/organiser/events/{slug}/speakers"
API = "/api/v1/events/{slug}/speakers"

ACCESS = {
    "GET /speakers/{slug}": Access(200, path={"slug": "{speaker}"}),
    f"GET {CONSOLE}": Access(200, roles=AGENDA),
    f"POST {CONSOLE}": Access(422, roles=AGENDA),
    f"GET {CONSOLE}/new": Access(200, roles=AGENDA),
    f"GET {CONSOLE}/{{speaker}}": Access(200, roles=AGENDA),
    f"POST {CONSOLE}/{{speaker}}": Access(422, roles=AGENDA),
    f"GET {API}": Access(200, roles=AGENDA),
    f"POST {API}": Access(422, roles=AGENDA, other=422),
}


async def furnish(event: Event) -> dict[str, str]:
    """A person of the event's organisation with a released session."""
    ada = await make_speaker("Public Person", owner=f"organisation:{event.organisation.id}")
    await make_placed(event, "Presented", speaker_ids=(ada.id,))
    await release(event, {})
    return {"speaker": ada.slug}
