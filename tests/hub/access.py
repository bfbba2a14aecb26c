"""Who may do what with hubs."""

from events_svc.events.models import Event
from events_svc.hub import make
from tests.access import Access

KEEPERS = frozenset({"owner", "organiser", "door"})
HUBS = "/organiser/events/{slug}/door/hubs"

ACCESS = {
    f"GET {HUBS}": Access(200, roles=KEEPERS),
    f"GET {HUBS}/live": Access(200, roles=KEEPERS),
    f"POST {HUBS}": Access(422, roles=KEEPERS),
    f"POST {HUBS}" + "/{id:int}/revocation": Access(303, roles=KEEPERS, path={"id": "{hub_id}"}),
    # A hub asks with a token of its own; no person has one.
    "GET /api/v1/hub/snapshot": Access(401),
    "GET /api/v1/hub/changes": Access(422),  # without a cursor
    "POST /api/v1/hub/scans:batch": Access(422),
    "POST /api/v1/hub/status": Access(401),
}


async def furnish(event: Event) -> dict[str, str]:
    """A hub."""
    hub, _token = await make.make(event, name="Laptop")
    return {"hub_id": str(hub.id)}
