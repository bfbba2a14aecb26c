"""Who gets what of the routes about people who present."""

import io

from PIL import Image

from events_svc import clock
from events_svc.events.models import Event
from events_svc.schedule import files
from events_svc.schedule.files import Upload
from events_svc.schedule.release import release
from speakers import keys
from speakers.picture import put
from tests.access import Access
from tests.schedule.factories import make_placed
from tests.speakers.factories import make_speaker

AGENDA = {"owner", "organiser", "agenda"}
CONSOLE = "/organiser/events/{slug}/speakers"
DESK = "/speakers/desk/{secret}"
API = "/api/v1/events/{slug}/speakers"

ACCESS = {
    "GET /speakers/{slug}": Access(200, path={"slug": "{speaker}"}),
    "GET /speakers/desk": Access(200),
    "POST /speakers/desk": Access(422),
    f"GET {DESK}": Access(200),
    f"POST {DESK}/links": Access(303),
    f"POST {DESK}/calendar": Access(200),
    f"POST {DESK}/calendar/revocation": Access(303),
    f"GET {DESK}/profile": Access(200),
    f"POST {DESK}/profile": Access(422),
    f"POST {DESK}/picture": Access(422),
    f"POST {DESK}/picture/removal": Access(303),
    f"GET {DESK}/availability/{{event}}": Access(200),
    f"POST {DESK}/availability/{{event}}": Access(303),
    f"GET {DESK}/sessions/{{id:int}}": Access(200),
    f"GET {DESK}/sessions/{{id:int}}/words": Access(200),
    f"POST {DESK}/sessions/{{id:int}}/words": Access(422),
    f"POST {DESK}/sessions/{{id:int}}/files": Access(422),
    f"GET {DESK}/sessions/{{id:int}}/files/{{file:int}}": Access(200),
    f"POST {DESK}/sessions/{{id:int}}/files/{{file:int}}": Access(303),
    f"POST {DESK}/sessions/{{id:int}}/files/{{file:int}}/removal": Access(303),
    "GET /speakers/pictures/{digest}": Access(200),
    "GET /events/{slug}/sessions/{code}/files/{guid:uuid}": Access(200),
    "GET /speakers/feeds/{secret}.ics": Access(200, path={"secret": "{feed}"}),
    f"GET {CONSOLE}": Access(200, roles=AGENDA),
    f"POST {CONSOLE}": Access(422, roles=AGENDA),
    f"GET {CONSOLE}/new": Access(200, roles=AGENDA),
    f"GET {CONSOLE}/{{speaker}}": Access(200, roles=AGENDA),
    f"POST {CONSOLE}/{{speaker}}": Access(422, roles=AGENDA),
    f"POST {CONSOLE}/{{speaker}}/desk": Access(422, roles=AGENDA),
    f"GET {API}": Access(200, roles=AGENDA),
    f"POST {API}": Access(422, roles=AGENDA, other=422),
}


async def furnish(event: Event) -> dict[str, str]:
    """A person of the event's organisation with a released session, its public slides, and links."""
    ada = await make_speaker("Public Person", owner=f"organisation:{event.organisation.id}")
    session = await make_placed(event, "Presented", speaker_ids=(ada.id,))
    file = await files.keep(session, Upload("a.txt", io.BytesIO(b"slides")), by="speaker:1")
    await files.show(session, file.id)
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    shown = await put(ada, picture.getvalue())
    await release(event, {})
    return {
        "speaker": ada.slug,
        "secret": await keys.make(ada.id, keys.DESK, at=clock.now()),
        "feed": await keys.make(ada.id, keys.CALENDAR, at=clock.now()),
        "event": event.slug,
        "id": str(session.id),
        "code": session.code,
        "file": str(file.id),
        "guid": str(file.guid),
        "digest": shown.digest,
    }
