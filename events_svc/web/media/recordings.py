"""`/recordings`: the index with its search."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.media import index as recordings
from events_svc.media import pictures, transcripts
from events_svc.media.models import Recording
from events_svc.media.search import Wanted
from events_svc.stats import queries as stats
from events_svc.web import pages
from events_svc.web.state import Request

MOST_WORDS = 200


async def index(request: Request) -> Response:
    """The newest recordings, those of a series, or those in which the words stand."""
    asked = request.query_params
    words = asked.get("q", "")[:MOST_WORDS].strip()
    series = await recordings.series_of(asked["series"]) if asked.get("series") else None
    wanted = Wanted(words, series_id=series.id if series else None)
    found = await recordings.find(wanted, cursor=asked.get("cursor", ""))
    return await pages.render(
        request,
        "media/recordings.html",
        words=words,
        series=series,
        all_series=await recordings.series_with_recordings(),
        found=found,
        marked=transcripts.marked,
        pictures=await pictures.versions(one.id for one in found.recordings),
        views=await recordings_views(found.recordings),
    )


async def recordings_views(found: list[Recording]) -> dict[int, int]:
    """view@10s of each recording, over all its links."""
    by_recording = await recordings.source_ids(found)
    views = await stats.views_of(i for ids in by_recording.values() for i in ids)
    return {r.id: sum(views[i] for i in by_recording.get(r.id, [])) for r in found}


routes: list[BaseRoute] = [
    Route("/recordings", index, name="recordings"),
]
