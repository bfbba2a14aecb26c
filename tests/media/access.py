"""Who gets what of the routes of media."""

from events_svc.events.models import Event, Series
from events_svc.media.models import Recording
from tests.access import ROLES, Access
from tests.media.factories import (
    make_import,
    make_live_source,
    make_recording,
    make_recording_source,
    make_session,
)

EDITORS = frozenset({"owner", "organiser", "agenda"})
ALL = frozenset(ROLES)  # each sees the recordings that are theirs

CONSOLE = "/organiser/events/{slug}/media"
SESSION = "/api/v1/events/{slug}/sessions/{code}/sources"
ONE = {"slug": "episode-1"}
IMPORT = {"id": "{import_id}"}
EDITED = Access(
    422, roles=EDITORS, stranger=401, other=422, path=ONE | {"name": "zh.subtitles"}
)  # an empty body is read before anything is looked up

ACCESS = {
    "GET /live": Access(200),
    "GET /events/{slug}/sessions/{code}/watch": Access(404),  # nothing has been released
    "GET /live/kiosk": Access(200),
    "GET /live/changes": Access(200),
    "GET /events/{slug}/sessions/{code}/watch/changes": Access(404),
    "GET /tickets/{secret}/watch": Access(404, path={"secret": "nobodys"}),
    "GET /streams/v2.json": Access(200),
    "GET /series/{slug}/cover.png": Access(200, path={"slug": "episodes"}),
    "GET /events/{slug}/picture.png": Access(200),
    "GET /recordings/{slug}/embed": Access(200, path=ONE),
    "GET /events/{slug}/sessions/{code}/embed": Access(404),
    "GET /watch/{word}": Access(404, path={"word": "forged"}),
    "GET /recordings": Access(200),
    "GET /recordings/{slug}": Access(200, path=ONE),
    f"GET {CONSOLE}": Access(200, roles=EDITORS),
    f"POST {CONSOLE}/sources": Access(422, roles=EDITORS),
    f"POST {CONSOLE}/recordings": Access(422, roles=EDITORS),
    "GET /organiser/sources/{id}": Access(200, roles=EDITORS),
    "POST /organiser/sources/{id}": Access(422, roles=EDITORS),
    "GET /organiser/sources/{id}/facts": Access(200, roles=EDITORS),
    "POST /organiser/sources/{id}/facts": Access(422, roles=EDITORS),
    "POST /organiser/sources/{id}/retirement": Access(303, roles=EDITORS),
    "GET /organiser/recordings": Access(200, roles=ALL, other=200),
    "POST /organiser/recordings": Access(422, roles=ALL, other=422),
    "GET /organiser/recordings/new": Access(200, roles=ALL, other=200),
    "GET /organiser/recordings/bulk": Access(200, roles=ALL, other=200),
    "POST /organiser/recordings/bulk": Access(422, roles=ALL, other=422),
    "POST /organiser/recordings/imports": Access(422, roles=ALL, other=422),
    "GET /organiser/recordings/imports/{id}": Access(200, roles=EDITORS, path=IMPORT),
    "POST /organiser/recordings/imports/{id}/again": Access(303, roles=EDITORS, path=IMPORT),
    "GET /organiser/recordings/{slug}": Access(200, roles=EDITORS, path=ONE),
    "POST /organiser/recordings/{slug}": Access(422, roles=EDITORS, path=ONE),
    "POST /organiser/recordings/{slug}/sources": Access(422, roles=EDITORS, path=ONE),
    "POST /organiser/recordings/{slug}/publication": Access(303, roles=EDITORS, path=ONE),
    "POST /organiser/recordings/{slug}/withdrawal": Access(303, roles=EDITORS, path=ONE),
    "GET /recordings/{slug}/tracks/{name}.vtt": Access(404, path=ONE | {"name": "zh.subtitles"}),
    "GET /recordings/{slug}/tracks/{name}.txt": Access(404, path=ONE | {"name": "zh.subtitles"}),
    "GET /recordings/{slug}/chapters.vtt": Access(404, path=ONE),
    "GET /recordings/{slug}/chapters.json": Access(404, path=ONE),
    "GET /recordings/{slug}/picture": Access(404, path=ONE),
    "GET /organiser/recordings/{slug}/contents": Access(200, roles=EDITORS, path=ONE),
    "POST /organiser/recordings/{slug}/chapters": Access(303, roles=EDITORS, path=ONE),
    "POST /organiser/recordings/{slug}/subtitles": Access(422, roles=EDITORS, path=ONE),
    "POST /organiser/recordings/{slug}/subtitles/{name}/removal": Access(
        404, roles=EDITORS, path=ONE | {"name": "zh.subtitles"}
    ),
    "POST /organiser/recordings/{slug}/files": Access(422, roles=EDITORS, path=ONE),
    "POST /organiser/recordings/{slug}/files/{file}/removal": Access(
        404, roles=EDITORS, path=ONE | {"file": "7"}
    ),
    "POST /organiser/recordings/{slug}/picture": Access(422, roles=EDITORS, path=ONE),
    "POST /organiser/recordings/{slug}/picture/removal": Access(303, roles=EDITORS, path=ONE),
    "GET /api/v1/live": Access(200),
    "GET /api/v1/recordings": Access(200),
    "GET /api/v1/recordings/{slug}": Access(200, path=ONE),
    "POST /api/v1/recordings": Access(422, roles=EDITORS, stranger=401, other=422),
    "PUT /api/v1/recordings/{slug}": EDITED,
    "PUT /api/v1/recordings/{slug}/chapters": EDITED,
    "PUT /api/v1/recordings/{slug}/subtitles/{name}": EDITED,
    "DELETE /api/v1/recordings/{slug}/subtitles/{name}": Access(
        404, roles=EDITORS, stranger=401, path=ONE | {"name": "zh.subtitles"}
    ),
    "POST /api/v1/recordings/{slug}/files": EDITED,
    "DELETE /api/v1/recordings/{slug}/files/{file}": Access(
        404, roles=EDITORS, stranger=401, path=ONE | {"file": "7"}
    ),
    "PUT /api/v1/recordings/{slug}/picture": EDITED,
    "DELETE /api/v1/recordings/{slug}/picture": Access(204, roles=EDITORS, stranger=401, path=ONE),
    "POST /api/v1/recordings/imports": Access(422, roles=EDITORS, stranger=401, other=422),
    "GET /api/v1/recordings/imports/{id}": Access(200, roles=EDITORS, path=IMPORT),
    "PUT /api/v1/recordings/{slug}/publication": Access(204, roles=EDITORS, stranger=401, path=ONE),
    "DELETE /api/v1/recordings/{slug}/publication": Access(
        204, roles=EDITORS, stranger=401, path=ONE
    ),
    f"GET {SESSION}": Access(200),
    f"POST {SESSION}": Access(422, roles=EDITORS, stranger=401, other=422),
    "PUT /api/v1/sources/{id}": Access(422, roles=EDITORS, stranger=401, other=422),
    "DELETE /api/v1/sources/{id}": Access(204, roles=EDITORS, stranger=401),
    "GET /api/v1/sources/{id}/facts": Access(200, roles=EDITORS, stranger=401),
    "POST /api/v1/sources/{id}/facts": Access(422, roles=EDITORS, stranger=401, other=422),
}


async def furnish(event: Event) -> dict[str, str]:
    """A session with a live link, and a published recording of the organisation."""
    source = await make_live_source(await make_session(event))
    if not await Recording.filter(slug="episode-1").exists():
        recording = await make_recording(event.organisation, slug="episode-1", event=event)
        await make_recording_source(recording)
        await Series.create(
            organisation=event.organisation, slug="episodes", name={"en": "Episodes"}
        )
    brought = await make_import(event.organisation)
    return {"code": "AAAAAA", "id": str(source.id), "import_id": str(brought.id)}
