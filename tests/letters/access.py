"""Who may write to people."""

from events_svc import clock
from events_svc.events.models import Event
from events_svc.letters.models import Letter
from tests.access import ROLES, Access

OFFICE = frozenset({"owner", "organiser", "finance"})
ALL = "/organiser/events/{slug}/letters"
ONE = ALL + "/{id:int}"
API = "/api/v1/events/{slug}/letters"
EVERYBODY = frozenset(ROLES)
DRAFT = {"id": "{letter_id}"}
TEXTS = "/organiser/events/{slug}/mail-texts"

ACCESS = {
    f"GET {ALL}": Access(200, roles=OFFICE),
    f"POST {ALL}": Access(422, roles=OFFICE),
    f"GET {ALL}/new": Access(200, roles=OFFICE),
    f"GET {ONE}": Access(200, roles=OFFICE, path=DRAFT),
    f"POST {ONE}": Access(422, roles=OFFICE, path=DRAFT),
    f"GET {ONE}/words": Access(200, roles=OFFICE, path=DRAFT),
    f"POST {ONE}/dispatch": Access(422, roles=OFFICE, path=DRAFT),
    f"POST {ONE}/dispatch/cancellation": Access(303, roles=OFFICE, path=DRAFT),
    f"GET {API}": Access(200, roles=OFFICE),
    f"POST {API}": Access(422, roles=EVERYBODY, other=422),
    "GET " + API + "/{id:int}": Access(200, roles=OFFICE, path=DRAFT),
    "PUT " + API + "/{id:int}": Access(422, roles=EVERYBODY, other=422, path=DRAFT),
    "POST " + API + "/{id:int}/dispatch": Access(409, roles=OFFICE, path=DRAFT),
    "DELETE " + API + "/{id:int}/dispatch": Access(204, roles=OFFICE, path=DRAFT),
    f"GET {TEXTS}": Access(200, roles=OFFICE),
    f"POST {TEXTS}": Access(303, roles=OFFICE),
}


async def furnish(event: Event) -> dict[str, str]:
    """A draft."""
    letter = await Letter.create(
        event=event, subject={"en": "News"}, body={"en": "Hello"}, created_at=clock.now()
    )
    return {"letter_id": str(letter.id)}
