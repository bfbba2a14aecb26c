"""`/recordings`: the index with its search, and the page of a recording with its player."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.media import index as recordings
from events_svc.media import platforms
from events_svc.media.models import Recording
from events_svc.media.queries import by_language
from events_svc.media.search import Wanted
from events_svc.stats import queries as stats
from events_svc.stats.definitions import DEFINITIONS
from events_svc.web import i18n, pages
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
        views=await recordings_views(found.recordings),
    )


async def show(request: Request) -> Response:
    """A recording with its player; nothing of it is loaded before the visitor presses play."""
    recording = await recordings.published(request.path_params["slug"])
    if recording is None:
        raise NotFound
    sources = by_language(recordings.shown(recording), i18n.language.get())
    ours = [s for s in sources if platforms.PLATFORMS[s.platform].is_ours]
    return await pages.render(
        request,
        "media/recording.html",
        recording=recording,
        playable=ours[0] if ours else None,
        others=[source for source in sources if not ours or source.id != ours[0].id],
        platforms=platforms.PLATFORMS,
        views=(await recordings_views([recording]))[recording.id],
        label=DEFINITIONS["view@10s"].label,
        start=_start(request.query_params.get("t", "")),
        frame_url=platforms.frame_url,
    )


async def recordings_views(found: list[Recording]) -> dict[int, int]:
    """view@10s of each recording, over all its links."""
    by_recording = await recordings.source_ids(found)
    views = await stats.views_of(i for ids in by_recording.values() for i in ids)
    return {r.id: sum(views[i] for i in by_recording.get(r.id, [])) for r in found}


def _start(seconds: str) -> int:
    """The second of `?t=`; 0 for what is none."""
    return int(seconds) if seconds.isdecimal() and len(seconds) < 7 else 0


routes: list[BaseRoute] = [
    Route("/recordings", index, name="recordings"),
    Route("/recordings/{slug}", show, name="recording"),
]
