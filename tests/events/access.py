"""Who may do what with events, series and parties."""

from events_svc.events.create import create_series
from events_svc.events.models import Event, PartyRole
from events_svc.events.parties import add_party
from tests.access import ROLES, Access

EVERYBODY = frozenset(ROLES)
ORGANISERS = frozenset({"owner", "organiser"})
EVENT = "/organiser/events/{slug}"

ACCESS = {
    "GET /": Access(200),
    "GET /events/{slug}": Access(200),
    "GET /events/{slug}/accent.css": Access(200),
    "GET /series/{slug}": Access(200, path={"slug": "{series}"}),
    "GET /organiser": Access(200, roles=EVERYBODY, other=200),
    "GET /organiser/events/new": Access(200, roles=ORGANISERS, deviations={"foreign": 200}),
    "POST /organiser/events/new": Access(422, roles=ORGANISERS, deviations={"foreign": 422}),
    f"GET {EVENT}": Access(200, roles=EVERYBODY),
    f"GET {EVENT}/settings": Access(200, roles=ORGANISERS),
    f"POST {EVENT}/settings": Access(422, roles=ORGANISERS),
    f"GET {EVENT}/clone": Access(200, roles=ORGANISERS),
    f"POST {EVENT}/clone": Access(422, roles=ORGANISERS),
    "POST /api/v1/events/{slug}/clones": Access(422, roles=EVERYBODY, other=422),
    f"POST {EVENT}/publication": Access(303, roles=ORGANISERS),
    f"POST {EVENT}/cancellation": Access(303, roles=ORGANISERS),
    f"GET {EVENT}/parties": Access(200, roles=ORGANISERS),
    f"POST {EVENT}/parties": Access(422, roles=ORGANISERS),
    "POST " + EVENT + "/parties/{id:int}/removal": Access(
        303, roles=ORGANISERS, path={"id": "{party_id}"}
    ),
    "POST " + EVENT + "/parties/{id:int}/rise": Access(
        303, roles=ORGANISERS, path={"id": "{party_id}"}
    ),
    "GET /organiser/series": Access(200, roles=EVERYBODY, other=200),
    "POST /organiser/series": Access(422, roles=ORGANISERS, deviations={"foreign": 422}),
    "GET /organiser/series/{slug}": Access(200, roles=ORGANISERS, path={"slug": "{series}"}),
    "POST /organiser/series/{slug}": Access(422, roles=ORGANISERS, path={"slug": "{series}"}),
    "GET /api/v1/events": Access(200),
    "POST /api/v1/events": Access(422, roles=EVERYBODY, other=422),
    "GET /api/v1/events/{slug}": Access(200),
    "PATCH /api/v1/events/{slug}": Access(200, roles=ORGANISERS),
    "PUT /api/v1/events/{slug}/publication": Access(200, roles=ORGANISERS),
}


async def furnish(event: Event) -> dict[str, str]:
    """A party of the event, and a series of its organisation."""
    party = await add_party(event, event.organisation, PartyRole.SUPPORTER)
    series = await create_series(event.organisation, {"en": "Series of access"})
    return {"party_id": str(party.id), "series": series.slug}
