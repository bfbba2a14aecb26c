"""Who may pick seats, see who sits where, and set seats on sale."""

from events_svc.events import places
from events_svc.events.models import Event
from events_svc.tickets.carts.fill import fill
from events_svc.tickets.draft import Line
from events_svc.tickets.models import Ticket
from events_svc.tickets.seating import setup
from tests.access import ROLES, Access
from tests.tickets.factories import make_order, make_type
from tests.tickets.seating.factories import make_map, seat_ids

EVERYBODY = frozenset(ROLES)
ORGANISERS = frozenset({"owner", "organiser"})
SEATS = "/organiser/events/{slug}/seats"
API = "/api/v1/events/{slug}"
CARRIED = {"secret": "{seated_cart}"}
PLAN, SEATED = {"id": "{event_plan}"}, {"secret": "{seated_secret}"}

ACCESS = {
    "GET /events/{slug}/seats/changes": Access(200),
    "GET /events/{slug}/cart/{secret}/seats": Access(200, path=CARRIED),
    "POST /events/{slug}/cart/{secret}/seats": Access(303, path=CARRIED),
    "GET /tickets/{secret}/seat": Access(200, path=SEATED),
    "POST /tickets/{secret}/seat": Access(422, path=SEATED),
    f"GET {SEATS}": Access(200, roles=ORGANISERS),
    f"POST {SEATS}": Access(404, roles=ORGANISERS),
    f"POST {SEATS}/keeping": Access(303, roles=ORGANISERS),
    f"POST {SEATS}/moves": Access(422, roles=ORGANISERS),
    f"POST {SEATS}/rest": Access(303, roles=ORGANISERS),
    f"POST {SEATS}/{{id:int}}/types": Access(303, roles=ORGANISERS, path=PLAN),
    f"POST {SEATS}/{{id:int}}/removal": Access(409, roles=ORGANISERS, path=PLAN),
    f"GET {API}/seats": Access(200),
    f"GET {API}/seating": Access(200, roles=EVERYBODY),
    f"PUT {API}/seating/{{id:int}}": Access(422, roles=EVERYBODY, other=422, path=PLAN),
    f"PUT {API}/tickets/{{number:int}}/seat": Access(422, roles=EVERYBODY, other=422),
}


async def furnish(event: Event) -> dict[str, str]:
    """A hall of the event's organisation with somebody in it."""
    venue = await places.open_venue(event.organisation, {"name": {"en": "Theatre of access"}})
    room = await places.add_room(venue, {"en": "Stalls"}, capacity=None)
    kind = await make_type(event, "Seated")
    seat_map = await make_map(4, room=room)
    await setup.use(event, seat_map, {"a": [kind.id]})
    ticket = await Ticket.get(order=await make_order(event, kind))
    assert ticket.seat_id in await seat_ids(seat_map)
    cart = await fill(event.slug, [Line(kind.id, 1)])
    return {
        "event_plan": str(seat_map.id),
        "seated_secret": ticket.secret,
        "seated_cart": cart.secret,
    }
