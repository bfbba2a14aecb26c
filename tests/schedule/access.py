"""Who gets what of the agenda's routes."""

from datetime import timedelta

from events_svc.events.models import Event
from events_svc.schedule import scenarios, stars, tracks
from events_svc.schedule.release import release
from tests.access import Access
from tests.schedule.factories import make_placed
from tests.speakers.factories import make_speaker
from tests.venues.factories import make_room

AGENDA = {"owner", "organiser", "agenda"}
TEAM = {"owner", "organiser", "agenda", "finance", "door", "viewer"}
CONSOLE = "/organiser/events/{slug}/agenda"
EVENT = "/organiser/events/{slug}"
API = "/api/v1/events/{slug}"
SCENARIO = {"id": "{scenario_id}"}

ACCESS = {
    "GET /events/{slug}/agenda": Access(200),
    "GET /events/{slug}/agenda/versions": Access(200),
    "GET /events/{slug}/agenda/tracks.css": Access(200),
    "GET /events/{slug}/sessions/{code}": Access(200),
    f"GET {CONSOLE}": Access(200, roles=TEAM),
    "GET /events/{slug}/now": Access(200),
    "GET /events/{slug}/rooms/{id:int}/now": Access(200, path={"id": "{room_id}"}),
    "POST /events/{slug}/sessions/{code}/feedback": Access(422),
    "GET /events/{slug}/stars": Access(200),
    "POST /events/{slug}/stars": Access(303),
    "GET /stars/{secret}": Access(200),
    "POST /stars/{secret}/address": Access(422),
    "POST /stars/{secret}/address/removal": Access(303),
    "GET /stars/{secret}/confirmation/{key}": Access(200, path={"key": "none"}),
    "POST /stars/{secret}/confirmation/{key}": Access(404, path={"key": "none"}),
    "POST /stars/{secret}/removal": Access(303),
    "GET /api/v1/stars/{secret}": Access(200),
    "PUT /api/v1/stars/{secret}": Access(422),
    f"GET {CONSOLE}/release": Access(200, roles=AGENDA),
    f"POST {CONSOLE}/releases": Access(409, roles=AGENDA),
    f"POST {CONSOLE}/release/calling-off": Access(303, roles=AGENDA),
    "GET /organiser/events/{slug}/scenarios/proposal": Access(200, roles=AGENDA),
    "POST /organiser/events/{slug}/scenarios/proposal": Access(422, roles=AGENDA),
    f"GET {CONSOLE}/feedback": Access(200, roles=AGENDA),
    f"POST {CONSOLE}/tracks": Access(422, roles=AGENDA),
    f"POST {CONSOLE}/tracks/{{id:int}}": Access(422, roles=AGENDA),
    f"POST {CONSOLE}/tracks/{{id:int}}/removal": Access(303, roles=AGENDA),
    f"GET {CONSOLE}/sessions/new": Access(200, roles=AGENDA),
    f"POST {CONSOLE}/sessions": Access(422, roles=AGENDA),
    f"GET {CONSOLE}/sessions/{{code}}": Access(200, roles=AGENDA),
    f"POST {CONSOLE}/sessions/{{code}}": Access(422, roles=AGENDA),
    f"POST {CONSOLE}/sessions/{{code}}/cancellation": Access(303, roles=AGENDA),
    f"POST {CONSOLE}/sessions/{{code}}/reinstatement": Access(303, roles=AGENDA),
    f"GET {API}/sessions": Access(200, roles=TEAM),
    f"POST {API}/sessions": Access(422, roles=AGENDA, other=422),
    f"GET {API}/sessions/{{code}}": Access(200, roles=TEAM),
    f"PATCH {API}/sessions/{{code}}": Access(200, roles=AGENDA),
    f"PUT {API}/sessions/{{code}}/placement": Access(422, roles=AGENDA, other=422),
    f"DELETE {API}/sessions/{{code}}/placement": Access(204, roles=AGENDA),
    f"PUT {API}/sessions/{{code}}/cancellation": Access(200, roles=AGENDA),
    f"DELETE {API}/sessions/{{code}}/cancellation": Access(204, roles=AGENDA),
    f"GET {EVENT}/grid": Access(200, roles=AGENDA),
    f"GET {EVENT}/grid/stream": Access(200, roles=AGENDA),
    f"POST {EVENT}/grid/undo": Access(409, roles=AGENDA),
    f"POST {EVENT}/grid/redo": Access(409, roles=AGENDA),
    f"GET {EVENT}/conflicts": Access(200, roles=TEAM),
    f"POST {EVENT}/conflicts": Access(303, roles=AGENDA),
    f"GET {EVENT}/scenarios": Access(200, roles=AGENDA),
    f"POST {EVENT}/scenarios": Access(422, roles=AGENDA),
    f"GET {EVENT}/scenarios/{{id:int}}": Access(200, roles=AGENDA, path=SCENARIO),
    f"POST {EVENT}/scenarios/{{id:int}}": Access(422, roles=AGENDA, path=SCENARIO),
    f"POST {EVENT}/scenarios/{{id:int}}/application": Access(303, roles=AGENDA, path=SCENARIO),
    f"POST {EVENT}/scenarios/{{id:int}}/removal": Access(303, roles=AGENDA, path=SCENARIO),
    f"GET {API}/sessions/{{code}}/conflicts": Access(422, roles=AGENDA, other=422),
    f"GET {API}/sessions/{{code}}/availability": Access(422, roles=AGENDA, other=422),
    f"GET {API}/conflicts": Access(200, roles=TEAM),
    f"POST {API}/moves/undo": Access(409, roles=AGENDA),
    f"POST {API}/moves/redo": Access(409, roles=AGENDA),
    f"GET {API}/scenarios": Access(200, roles=TEAM),
    f"POST {API}/scenarios": Access(422, roles=AGENDA, other=422),
    f"GET {API}/scenarios/{{id:int}}/changes": Access(200, roles=AGENDA, path=SCENARIO),
    f"PUT {API}/scenarios/{{id:int}}/application": Access(200, roles=AGENDA, path=SCENARIO),
    f"DELETE {API}/scenarios/{{id:int}}": Access(204, roles=AGENDA, path=SCENARIO),
    f"GET {API}/tracks": Access(200, roles=TEAM),
    f"POST {API}/tracks": Access(422, roles=AGENDA, other=422),
    f"GET {API}/releases": Access(200),
    f"POST {API}/releases": Access(409, roles=AGENDA),
}


async def furnish(event: Event) -> dict[str, str]:
    """A released session with a room and a speaker, and a track."""
    room = await make_room("access")
    ada = await make_speaker("Access", owner=f"organisation:{event.organisation.id}")
    start = event.starts_at + timedelta(hours=3)
    session = await make_placed(event, "Access", room=room, starts_at=start, speaker_ids=(ada.id,))
    track = await tracks.add(event, {"en": "Access"})
    await release(event, {})
    kept = await scenarios.keep(event, "Access")
    starred = await stars.open_list(event, [session.code], language="en")
    return {
        "code": session.code,
        "id": str(track.id),
        "room_id": str(room.id),
        "scenario_id": str(kept.id),
        "secret": starred.secret,
    }
