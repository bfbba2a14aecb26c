"""Who may word consents, say how long people are known, and look one up."""

from events_svc.events.models import Event
from events_svc.tickets.consents.ask import ConsentFacts, ask
from tests.access import Access

EDITORS = frozenset({"owner", "organiser"})
BASE = "/organiser/events/{slug}/privacy"
ONE = BASE + "/consents/{id:int}"
ASKED = {"id": "{consent_id}"}

ACCESS = {
    f"GET {BASE}": Access(200, roles=EDITORS),
    f"POST {BASE}/consents": Access(422, roles=EDITORS),
    f"POST {ONE}": Access(422, roles=EDITORS, path=ASKED),
    f"POST {ONE}/withdrawal": Access(303, roles=EDITORS, path=ASKED),
    f"POST {BASE}/retention": Access(303, roles=EDITORS),
    f"POST {BASE}/person/export": Access(422, roles=EDITORS),
    f"POST {BASE}/person/erasure": Access(422, roles=EDITORS),
    "GET /api/v1/events/{slug}/consents": Access(200),
}


async def furnish(event: Event) -> dict[str, str]:
    """A consent that nobody has to give."""
    made = await ask(event, ConsentFacts({"en": "News"}))
    return {"consent_id": str(made.consent_id)}
