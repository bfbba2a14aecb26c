"""Who may do what with hubs."""

from uuid import uuid4

from events_svc import clock
from events_svc.checkin.models import Gate
from events_svc.events.models import Event
from events_svc.hub import make, refused
from events_svc.hub.models import RefusedEntry
from events_svc.hub.wire import HubRefusedEntry
from tests.access import Access

KEEPERS = frozenset({"owner", "organiser", "door"})
HUBS = "/organiser/events/{slug}/door/hubs"

ACCESS = {
    f"GET {HUBS}": Access(200, roles=KEEPERS),
    f"GET {HUBS}/live": Access(200, roles=KEEPERS),
    f"POST {HUBS}": Access(422, roles=KEEPERS),
    f"POST {HUBS}" + "/{id:int}/revocation": Access(303, roles=KEEPERS, path={"id": "{hub_id}"}),
    f"GET {HUBS}/entries": Access(200, roles=KEEPERS),
    f"POST {HUBS}/entries" + "/{id:int}": Access(303, roles=KEEPERS, path={"id": "{entry_id}"}),
    # A hub asks with a token of its own; no person has one.
    "GET /api/v1/hub/snapshot": Access(401),
    "GET /api/v1/hub/changes": Access(422),  # without a cursor
    "POST /api/v1/hub/scans:batch": Access(422),
    "POST /api/v1/hub/refused-answers": Access(422),
    "POST /api/v1/hub/refused-scans": Access(422),
    "POST /api/v1/hub/status": Access(401),
}


async def furnish(event: Event) -> dict[str, str]:
    """A hub, and an entry of its log that was not taken."""
    hub, _token = await make.make(event, name="Laptop")
    gate = await Gate.filter(event_id=event.id).first()
    told = HubRefusedEntry(
        scan_id=uuid4(),
        gate_id=gate.id if gate else 1,
        verdict="ok",
        reason="ok",
        at=clock.now(),
        why="gate",
    )
    await refused.note(hub, [told])
    entry = await RefusedEntry.get(hub_id=hub.id)
    return {"hub_id": str(hub.id), "entry_id": str(entry.id)}
