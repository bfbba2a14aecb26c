"""Who gets what of tickets as documents."""

from events_svc.events.models import Event
from tests.access import Access
from tests.documents.factories import make_ticket

ACCESS = {
    "GET /tickets/{secret}": Access(200),
    "GET /tickets/{secret}.pdf": Access(200),
    "GET /tickets/{secret}.png": Access(200),
    "GET /tickets/{secret}.ics": Access(200),
    "GET /tickets/{secret}.pkpass": Access(404),  # the operator of the tests has no keys
    "GET /tickets/{secret}/google-wallet": Access(404),
    "GET /organiser/events/{slug}/attendees/tickets": Access(
        200, roles={"owner", "organiser", "door"}
    ),
    "GET /organiser/events/{slug}/attendees/tickets.pdf": Access(
        200, roles={"owner", "organiser", "door"}
    ),
}


async def furnish(event: Event) -> dict[str, str]:
    """A valid ticket."""
    return {"secret": (await make_ticket(event)).secret}
