"""`/series/{slug}/recordings.rss`: the recordings of a series for podcast programs."""

import hashlib

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.events.models import Series
from events_svc.feeds import recordings_rss
from events_svc.feeds.recordings_rss import Channel, Episode
from events_svc.media import index
from events_svc.media.models import Recording
from events_svc.text import in_language
from events_svc.web import i18n
from events_svc.web.state import Request

MOST = 300


async def rss(request: Request) -> Response:
    """The newest recordings of a series, with a strong ETag; 304 when nothing has changed."""
    series = await index.series_of(request.path_params["slug"])
    recordings = (
        await Recording.filter(series_id=series.id, published_at__isnull=False)
        .order_by("-recorded_at", "-id")
        .limit(MOST)
        .prefetch_related("sources")
    )
    base = request.state["settings"].public_url
    body = recordings_rss.write(
        _channel(series, base), [_episode(recording, base) for recording in recordings]
    )
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": "public, max-age=300", "vary": "Accept-Language"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=recordings_rss.MEDIA_TYPE)


def _channel(series: Series, base: str) -> Channel:
    return Channel(
        title=_words(series.name),
        url=f"{base}/recordings?series={series.slug}",
        feed_url=f"{base}/series/{series.slug}/recordings.rss",
        description=_words(series.description),
        language="zh-CN" if i18n.language.get() == "zh" else "en",
    )


def _episode(recording: Recording, base: str) -> Episode:
    files = [source.url for source in index.shown(recording) if source.platform == "file"]
    return Episode(
        title=_words(recording.title),
        url=f"{base}/recordings/{recording.slug}",
        guid=f"recording-{recording.id}@{base.partition('://')[2]}",
        description=_words(recording.abstract),
        people=recording.people,
        published_at=recording.recorded_at,
        seconds=recording.duration_seconds,
        number=recording.episode,
        file_url=files[0] if files else None,
    )


def _words(words: dict[str, str]) -> str:
    return in_language(words, i18n.language.get())


routes: list[BaseRoute] = [
    Route("/series/{slug}/recordings.rss", rss, name="series_recordings_rss")
]
