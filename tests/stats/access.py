"""Who gets what of the routes of stats."""

from events_svc import clock
from events_svc.events.models import Event, Series
from events_svc.stats import publication
from events_svc.stats.reading_models import CounterFile, PlatformKey
from tests.access import Access
from tests.media.factories import make_live_source, make_session

READERS = frozenset({"owner", "organiser", "agenda", "finance", "viewer"})
WRITERS = frozenset({"owner", "organiser", "finance"})
OWNERS = frozenset({"owner"})
EDITORS = frozenset({"owner", "organiser"})

CONSOLE = "/organiser/events/{slug}/statistics"
SERIES = {"slug": "figures"}
ORGANISATION = {"slug": "{organisation}"}

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
    "GET /organisations/{slug}/statistics": Access(200, path=ORGANISATION),
    "GET /organiser/organisations/{slug}/statistics": Access(200, roles=READERS, path=ORGANISATION),
    "POST /organiser/organisations/{slug}/statistics/publication": Access(
        303, roles=EDITORS, path=ORGANISATION
    ),
    "POST /organiser/organisations/{slug}/statistics/withdrawal": Access(
        303, roles=EDITORS, path=ORGANISATION
    ),
    "GET /organiser/sources/{id}/figures": Access(200, roles=READERS),
    "GET /organiser/sources/{id}/playings": Access(200, roles=READERS),
    "GET /organiser/sources/{id}/views": Access(200, roles=READERS),
    "GET /organiser/sources/{id}/counters": Access(200, roles=READERS),
    "POST /organiser/sources/{id}/counters": Access(422, roles=WRITERS),
    "POST /organiser/sources/{id}/counters/reading": Access(409, roles=WRITERS),
    "GET /organiser/sources/{id}/counters/files/{file}": Access(200, roles=READERS),
    "GET /organiser/events/{slug}/counters": Access(200, roles=READERS),
    "GET /organiser/counters": Access(200, roles=READERS, deviations={"foreign": 200}),
    "GET /organiser/counters/import": Access(200, roles=WRITERS, deviations={"foreign": 200}),
    "POST /organiser/counters/import": Access(422, roles=WRITERS, deviations={"foreign": 422}),
    "POST /organiser/counters/imports": Access(422, roles=WRITERS, deviations={"foreign": 422}),
    "GET /organiser/counters/keys": Access(200, roles=OWNERS, deviations={"foreign": 200}),
    "POST /organiser/counters/keys": Access(422, roles=OWNERS, deviations={"foreign": 422}),
    "POST /organiser/counters/keys/secrets": Access(422, roles=OWNERS, deviations={"foreign": 422}),
    "POST /organiser/counters/keys/{id}/removal": Access(303, roles=OWNERS, path={"id": "{key}"}),
    "GET /api/v1/sources/{id}/counters/standing": Access(200, roles=READERS),
    "POST /api/v1/sources/{id}/counters/reading": Access(409, roles=WRITERS),
    "POST /api/v1/counter-notices": Access(422),
    "GET /api/v1/events/{slug}/statistics": Access(200, roles=READERS),
    "GET /api/v1/series/{slug}/statistics": Access(200, roles=READERS, path=SERIES),
    "GET /api/v1/sources/{id}/statistics": Access(200, roles=READERS),
    "GET /api/v1/organisations/{slug}/statistics": Access(200, roles=READERS, path=ORGANISATION),
    "GET /api/v1/events/{slug}/statistics.csv": Access(200, roles=READERS),
    "GET /api/v1/series/{slug}/statistics.csv": Access(200, roles=READERS, path=SERIES),
    "GET /api/v1/sources/{id}/statistics.csv": Access(200, roles=READERS),
    "GET /api/v1/organisations/{slug}/statistics.csv": Access(
        200, roles=READERS, path=ORGANISATION
    ),
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
    await publication.open_to_all(event.organisation)
    source = await make_live_source(session)
    shown = await CounterFile.create(
        source=source,
        name="a.png",
        media_type="image/png",
        digest="0" * 64,
        body=b"a",
        uploaded_by="Ada",
        uploaded_at=clock.now(),
    )
    key = await PlatformKey.create(
        organisation=event.organisation,
        platform="vimeo",
        sealed="",
        hint="",
        made_by="Ada",
        made_at=clock.now(),
    )
    return {
        "id": str(source.id),
        "file": str(shown.id),
        "key": str(key.id),
        "organisation": event.organisation.slug,
    }
