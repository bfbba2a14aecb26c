"""Who gets what of the routes of reports."""

from events_svc.events.models import Event, Series
from events_svc.reports import freeze, freezing, scope
from tests.access import Access

READERS = frozenset({"owner", "organiser", "agenda", "finance", "viewer"})
WRITERS = frozenset({"owner", "organiser", "finance"})
EDITORS = frozenset({"owner", "organiser"})

SERIES = {"slug": "reported"}
HOUSE = {"slug": "cameta", "year": "2026"}
REPORT = "/organiser/reports/{id}"
PUBLIC = "/reports/{sha256}"
FILE = {"form": "csv"}
FREEZING = {"id": "{freezing}"}

ACCESS = {
    "GET /organiser/reports": Access(200, roles=READERS | {"door"}, deviations={"foreign": 200}),
    "GET /organiser/events/{slug}/report": Access(200, roles=READERS),
    "POST /organiser/events/{slug}/report": Access(303, roles=WRITERS),
    "GET /organiser/series/{slug}/report": Access(200, roles=READERS, path=SERIES),
    "POST /organiser/series/{slug}/report": Access(409, roles=WRITERS, path=SERIES),
    "GET /organiser/organisations/{slug}/report": Access(200, roles=READERS, path=HOUSE),
    "POST /organiser/organisations/{slug}/report": Access(303, roles=WRITERS, path=HOUSE),
    "GET /organiser/organisations/{slug}/report/{year}": Access(200, roles=READERS, path=HOUSE),
    "POST /organiser/organisations/{slug}/report/{year}": Access(303, roles=WRITERS, path=HOUSE),
    "GET /organiser/reports/readings/{id}": Access(200, roles=READERS, path=FREEZING),
    "POST /organiser/reports/readings/{id}/again": Access(303, roles=WRITERS, path=FREEZING),
    f"GET {REPORT}": Access(200, roles=READERS),
    f"GET {REPORT}/differences": Access(200, roles=READERS),
    f"GET {REPORT}/report.{{form}}": Access(200, roles=READERS, path=FILE),
    f"POST {REPORT}/verification": Access(303, roles=WRITERS),
    f"POST {REPORT}/publication": Access(303, roles=EDITORS),
    f"POST {REPORT}/withdrawal": Access(303, roles=EDITORS),
    f"GET {PUBLIC}": Access(200, roles=READERS, stranger=404),
    f"GET {PUBLIC}/chain.json": Access(200, roles=READERS, stranger=404),
    f"GET {PUBLIC}/report.{{form}}": Access(200, roles=READERS, stranger=404, path=FILE),
    "GET /api/v1/reports": Access(200, roles=READERS | {"door"}, deviations={"foreign": 200}),
    "GET /api/v1/reports/{id}": Access(200, roles=READERS),
    "POST /api/v1/reports/{id}/verification": Access(200, roles=WRITERS),
    "POST /api/v1/events/{slug}/reports": Access(201, roles=WRITERS),
    "POST /api/v1/series/{slug}/reports": Access(409, roles=WRITERS, path=SERIES),
    "POST /api/v1/events/{slug}/reports/freezings": Access(202, roles=WRITERS),
    "POST /api/v1/series/{slug}/reports/freezings": Access(202, roles=WRITERS, path=SERIES),
    "POST /api/v1/organisations/{slug}/reports/freezings": Access(202, roles=WRITERS, path=HOUSE),
    "POST /api/v1/organisations/{slug}/years/{year}/reports/freezings": Access(
        202, roles=WRITERS, path=HOUSE
    ),
    "GET /api/v1/reports/freezings/{id}": Access(200, roles=READERS, path=FREEZING),
}


async def furnish(event: Event) -> dict[str, str]:
    """The frozen report of the event, and a series of which there is nothing to report."""
    await Series.create(
        organisation=event.organisation, slug="reported", name={"en": "Nothing yet"}
    )
    report = await freeze.freeze(scope.of_event(event))
    asked = await freezing.begin(scope.of_event(event))
    return {"id": str(report.id), "sha256": report.sha256, "freezing": str(asked.id)}
