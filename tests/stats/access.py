"""Who gets what of the routes of stats."""

from events_svc.events.models import Event, Series
from events_svc.stats import publication
from tests.access import Access
from tests.media.factories import make_live_source, make_session

READERS = frozenset({"owner", "organiser", "agenda", "finance", "viewer"})
WRITERS = frozenset({"owner", "organiser", "finance"})
EDITORS = frozenset({"owner", "organiser"})

CONSOLE = "/organiser/events/{slug}/statistics"
SERIES = {"slug": "figures"}

ACCESS = {
    "POST /beats": Access(422),
    "OPTIONS /beats": Access(204),
    "POST /opens": Access(422),
    "POST /api/v1/videos/{id}/views": Access(422),
    f"GET {CONSOLE}": Access(200, roles=READERS),
    f"POST {CONSOLE}/publication": Access(303, roles=EDITORS),
    f"POST {CONSOLE}/withdrawal": Access(303, roles=EDITORS),
    "GET /events/{slug}/statistics": Access(200, roles=READERS, stranger=404),
    "GET /series/{slug}/statistics": Access(200, path=SERIES),
    "POST /organiser/series/{slug}/statistics/publication": Access(303, roles=EDITORS, path=SERIES),
    "POST /organiser/series/{slug}/statistics/withdrawal": Access(303, roles=EDITORS, path=SERIES),
    "GET /organiser/sources/{id}/figures": Access(200, roles=READERS),
    "POST /organiser/sources/{id}/counters": Access(422, roles=WRITERS),
    "GET /api/v1/events/{slug}/statistics": Access(200, roles=READERS),
    "GET /api/v1/series/{slug}/statistics": Access(200, roles=READERS, path=SERIES),
    "GET /api/v1/sources/{id}/counters": Access(200, roles=READERS),
    "POST /api/v1/sources/{id}/counters": Access(422, roles=WRITERS, other=422),
}


async def furnish(event: Event) -> dict[str, str]:
    """A live link of a session, and a series whose figures everybody may see."""
    session = await make_session(event, code="STATS1")
    series = await Series.create(
        organisation=event.organisation, slug="figures", name={"en": "Figures"}
    )
    await publication.open_to_all(series)
    return {"id": str((await make_live_source(session)).id)}
