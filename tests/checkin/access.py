"""Who may do what at the door."""

from events_svc.checkin import pair
from events_svc.checkin.desk import refused
from events_svc.checkin.desk.models import RefusedAnswer
from events_svc.checkin.desk.refused import Refused
from events_svc.events.models import Event
from tests.access import Access
from tests.checkin.alone import make_conflict
from tests.checkin.factories import make_door, make_ticket, scan_ticket

KEEPERS = frozenset({"owner", "organiser", "door"})
EDITORS = frozenset({"owner", "organiser"})
DOOR = "/organiser/events/{slug}/door"
GATE = DOOR + "/gates/{id:int}"
LIST = DOOR + "/lists/{id:int}"
SAME_LIST = {"id": "{list_id}"}
SCANS = "/api/v1/gates/{gate_id:int}/scans"
AT_GATE = {"gate_id": "{gate_id}"}
SAME_GATE = {"id": "{gate_id}"}
CONFLICT = {"id": "{conflict_id}"}

ACCESS = {
    "GET /gate": Access(401),  # a phone's page: the cookie of a device opens it, no person
    "GET /gate/live": Access(401),
    "GET /gate/sw.js": Access(200),
    "GET /gate/manifest.webmanifest": Access(200),
    "GET /gate/pair/{token}": Access(200),
    "POST /gate/pair/{token}": Access(303),
    f"GET {DOOR}": Access(200, roles=KEEPERS),
    f"GET {DOOR}/live": Access(200, roles=KEEPERS),
    f"GET {DOOR}/gates": Access(200, roles=KEEPERS),
    f"POST {DOOR}/gates": Access(422, roles=KEEPERS),
    f"GET {DOOR}/answers": Access(200, roles=KEEPERS),
    f"POST {DOOR}/answers" + "/{id:int}": Access(303, roles=KEEPERS, path={"id": "{refused_id}"}),
    f"GET {DOOR}/lists": Access(200, roles=KEEPERS),
    f"GET {DOOR}/lists/new": Access(200, roles=KEEPERS),
    f"POST {DOOR}/lists": Access(422, roles=KEEPERS),
    f"GET {LIST}": Access(200, roles=KEEPERS, path=SAME_LIST),
    f"POST {LIST}": Access(422, roles=KEEPERS, path=SAME_LIST),
    f"POST {LIST}/removal": Access(409, roles=KEEPERS, path=SAME_LIST),
    f"POST {LIST}/return": Access(303, roles=KEEPERS, path=SAME_LIST),
    f"POST {GATE}/list": Access(422, roles=KEEPERS, path=SAME_GATE),
    f"GET {DOOR}/simulator": Access(200, roles=KEEPERS),
    f"GET {DOOR}/attendance": Access(200, roles=KEEPERS),
    f"GET {DOOR}/attendance.csv": Access(200, roles=KEEPERS),
    f"GET {DOOR}/sheet": Access(200, roles=KEEPERS),
    f"POST {DOOR}/sheet": Access(422, roles=KEEPERS),
    f"GET {DOOR}/keys": Access(200, roles=KEEPERS),
    f"POST {DOOR}/keys/rotation": Access(303, roles=EDITORS),
    f"POST {DOOR}/keys/withdrawal": Access(422, roles=EDITORS),
    f"POST {GATE}/pairings": Access(201, roles=KEEPERS, path=SAME_GATE),
    f"POST {GATE}/closing": Access(303, roles=KEEPERS, path=SAME_GATE),
    f"POST {GATE}/opening": Access(303, roles=KEEPERS, path=SAME_GATE),
    f"POST {GATE}/desk": Access(303, roles=KEEPERS, path=SAME_GATE),
    f"POST {GATE}/desk/closing": Access(303, roles=KEEPERS, path=SAME_GATE),
    "POST " + DOOR + "/devices/{id:int}/revocation": Access(
        303, roles=KEEPERS, path={"id": "{device_id}"}
    ),
    # The empty body is refused before anybody is asked for; test_scans_api.py asks with a full one.
    f"POST {SCANS}": Access(422),
    f"POST {SCANS}:batch": Access(422),
    "POST " + SCANS + "/{scan_id:uuid}/undo": Access(422),
    f"GET {DOOR}/conflicts": Access(200, roles=KEEPERS),
    f"GET {DOOR}/conflicts/live": Access(200, roles=KEEPERS),
    "GET " + DOOR + "/conflicts/{id:int}": Access(200, roles=KEEPERS, path=CONFLICT),
    "POST " + DOOR + "/conflicts/{id:int}": Access(422, roles=KEEPERS, path=CONFLICT),
    "GET /api/v1/gates/{gate_id:int}/conflicts": Access(200, roles=KEEPERS, path=AT_GATE),
    "GET /api/v1/events/{slug}/door-conflicts": Access(200, roles=KEEPERS),
    "POST /api/v1/events/{slug}/door-conflicts/{id:int}": Access(
        422, roles=KEEPERS, other=422, path=CONFLICT
    ),
    "GET /api/v1/gates/{gate_id:int}/snapshot": Access(401),
    "GET /api/v1/gates/{gate_id:int}/changes": Access(422),
    "POST /api/v1/gates/{gate_id:int}/status": Access(401),
    "GET /api/v1/gates/{gate_id:int}/people": Access(401),
    "GET /api/v1/gates/{gate_id:int}/walk-ins": Access(401),
    "POST /api/v1/gates/{gate_id:int}/walk-ins": Access(422),
    "GET /api/v1/gates/{gate_id:int}/tickets/{number:int}/payment": Access(
        401, path={"number": "9001"}
    ),
    "POST /api/v1/gates/{gate_id:int}/tickets/{number:int}/payment": Access(
        422, path={"number": "9001"}
    ),
    "GET /gate/tickets/{number:int}/questions": Access(401, path={"number": "9001"}),
    "GET /gate/questions": Access(401),
    "POST /api/v1/gates/{gate_id:int}/answers": Access(422, path=AT_GATE),
    "POST /gate/tickets/{number:int}/questions": Access(401, path={"number": "9001"}),
    "GET /api/v1/events/{slug}/scans": Access(200, roles=KEEPERS),
    "GET /api/v1/events/{slug}/gates": Access(200, roles=KEEPERS),
    "POST /api/v1/events/{slug}/gates": Access(422, roles=KEEPERS, other=422),
    "GET /api/v1/events/{slug}/checkin-lists": Access(200, roles=KEEPERS),
    "POST /api/v1/events/{slug}/checkin-lists": Access(422, roles=KEEPERS, other=422),
    "PUT /api/v1/events/{slug}/checkin-lists/{list_id:int}": Access(
        422, roles=KEEPERS, other=422, path={"list_id": "{list_id}"}
    ),
    "DELETE /api/v1/events/{slug}/checkin-lists/{list_id:int}": Access(
        409, roles=KEEPERS, path={"list_id": "{list_id}"}
    ),
    "GET /api/v1/gates/{gate_id:int}/simulation": Access(
        422, roles=KEEPERS, other=422, path=AT_GATE
    ),
    "POST /api/v1/gates/{gate_id:int}/pairings": Access(201, roles=KEEPERS, path=AT_GATE),
}


async def furnish(event: Event) -> dict[str, str]:
    """A gate with a phone, a scan and an open pairing, and a conflict."""
    door = await make_door(event)
    answer = await scan_ticket(door, await make_ticket(door.ticket_type, number=9001))
    await refused.note(event.id, [Refused(door.gate.id, 9001, {"q1": ["a"]}, {"en": "no"})])
    return {
        "refused_id": str((await RefusedAnswer.get(event_id=event.id)).id),
        "gate_id": str(door.gate.id),
        "list_id": str(door.checkin_list.id),
        "device_id": str(door.device.id),
        "scan_id": str(answer.scan_id),
        "token": await pair.invite(door.gate),
        "conflict_id": str(await make_conflict(door)),
    }
