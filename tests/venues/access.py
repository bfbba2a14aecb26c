"""Who may do what with venues and rooms."""

from events_svc.events import places
from events_svc.events.models import Event
from events_svc.tickets.seating import plans
from tests.access import ROLES, Access

EVERYBODY = frozenset(ROLES)
EDITORS = frozenset({"owner", "organiser", "agenda"})
HERE = {"id": "{venue_id}"}
ROOM = {"id": "{room_id}"}
PLAN = {"id": "{seat_map_id}"}
SEAT_MAP = "/organiser/seat-maps/{id:int}"

ACCESS = {
    "GET /organiser/venues": Access(200, roles=EVERYBODY, other=200),
    "POST /organiser/venues": Access(422, roles=EDITORS, deviations={"foreign": 422}),
    "GET /organiser/venues/{id:int}": Access(200, roles=EDITORS, path=HERE),
    "POST /organiser/venues/{id:int}": Access(422, roles=EDITORS, path=HERE),
    "POST /organiser/venues/{id:int}/rooms": Access(422, roles=EDITORS, path=HERE),
    "POST /organiser/rooms/{id:int}/hours": Access(422, roles=EDITORS, path=ROOM),
    "POST /organiser/rooms/{id:int}/hours/removal": Access(303, roles=EDITORS, path=ROOM),
    "POST /organiser/venues/{id:int}/ways": Access(303, roles=EDITORS, path=HERE),
    "GET /api/v1/rooms/{id:int}/openings": Access(200, roles=EVERYBODY, path=ROOM),
    "PUT /api/v1/rooms/{id:int}/openings": Access(422, roles=EVERYBODY, other=422, path=ROOM),
    "PUT /api/v1/venues/{id:int}/ways/{other:int}": Access(
        422, roles=EVERYBODY, other=422, path=HERE | {"other": "{venue_id}"}
    ),
    "POST /organiser/venues/{id:int}/seat-maps": Access(422, roles=EDITORS, path=HERE),
    f"GET {SEAT_MAP}": Access(200, roles=EDITORS, path=PLAN),
    f"GET {SEAT_MAP}/file.json": Access(200, roles=EDITORS, path=PLAN),
    f"POST {SEAT_MAP}/drawing": Access(422, roles=EDITORS, path=PLAN),
    f"POST {SEAT_MAP}/rows": Access(422, roles=EDITORS, path=PLAN),
    f"POST {SEAT_MAP}/row": Access(422, roles=EDITORS, path=PLAN),
    f"POST {SEAT_MAP}/names": Access(422, roles=EDITORS, path=PLAN),
    "GET /api/v1/rooms/{id:int}/seat-maps": Access(200, roles=EVERYBODY, path=ROOM),
    "POST /api/v1/rooms/{id:int}/seat-maps": Access(422, roles=EVERYBODY, other=422, path=ROOM),
    "GET /api/v1/seat-maps/{id:int}": Access(200, roles=EVERYBODY, path=PLAN),
    "PUT /api/v1/seat-maps/{id:int}": Access(422, roles=EVERYBODY, other=422, path=PLAN),
    "GET /api/v1/venues": Access(200, roles=EVERYBODY, other=200),
    "POST /api/v1/venues": Access(422, roles=EVERYBODY, other=422),
    "GET /api/v1/venues/{id:int}/rooms": Access(200, roles=EVERYBODY, path=HERE),
    "POST /api/v1/venues/{id:int}/rooms": Access(422, roles=EVERYBODY, other=422, path=HERE),
}


async def furnish(event: Event) -> dict[str, str]:
    """A venue of the event's organisation."""
    venue = await places.open_venue(event.organisation, {"name": {"en": "Hall of access"}})
    room = await places.add_room(venue, {"en": "Room of access"}, capacity=None)
    plan = await plans.begin(room, {"en": "Plan of access"}, [{"key": "a", "name": {"en": "All"}}])
    return {"venue_id": str(venue.id), "room_id": str(room.id), "seat_map_id": str(plan.id)}
