"""Who prints and designs badges."""

from events_svc.events.models import Event
from tests.access import Access
from tests.badges.factories import make_layout, make_printing
from tests.checkin.factories import make_door
from tests.documents.factories import make_ticket

KEEPERS = frozenset({"owner", "organiser", "door"})
BADGES = "/organiser/events/{slug}/badges"
LAYOUT = BADGES + "/layouts/{id:int}"
ONE = BADGES + "/tickets/{number:int}"

ACCESS = {
    f"GET {BADGES}": Access(200, roles=KEEPERS),
    f"POST {BADGES}/printings": Access(409, roles=KEEPERS),  # everybody has a badge
    "GET " + BADGES + "/printings/{uid:uuid}.pdf": Access(200, roles=KEEPERS),
    f"GET {ONE}": Access(200, roles=KEEPERS),
    f"POST {ONE}": Access(409, roles=KEEPERS),  # there is one already: again?
    f"GET {ONE}/preview.png": Access(200, roles=KEEPERS),
    f"POST {BADGES}/layouts": Access(422, roles=KEEPERS),
    f"GET {LAYOUT}": Access(200, roles=KEEPERS),
    f"POST {LAYOUT}": Access(422, roles=KEEPERS),
    f"GET {LAYOUT}/preview.png": Access(200, roles=KEEPERS),
    "GET " + BADGES + "/presets/{key}.png": Access(200, roles=KEEPERS),
    f"POST {LAYOUT}/logo": Access(303, roles=KEEPERS),
    f"POST {LAYOUT}/choice": Access(303, roles=KEEPERS),
    f"POST {LAYOUT}/removal": Access(303, roles=KEEPERS),
    # The empty body is refused before anybody is asked for; test_gate.py asks with a full one.
    "POST /api/v1/gates/{gate_id:int}/badges": Access(422),
    "GET /gate/badges/{uid:uuid}.pdf": Access(401),
}


async def furnish(event: Event) -> dict[str, str]:
    """A layout, a gate, and a ticket whose badge was printed."""
    ticket = await make_ticket(event)
    printing = await make_printing(ticket)
    layout = await make_layout(event)
    door = await make_door(event)
    return {
        "id": str(layout.id),
        "uid": str(printing.uid),
        "number": str(ticket.number),
        "key": "a6",
        "gate_id": str(door.gate.id),
    }
