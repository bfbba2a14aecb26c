"""Recordings and live sessions as schema.org JSON-LD: VideoObject, Clip, BroadcastEvent, InteractionCounter. Pure.

https://schema.org/VideoObject, https://developers.google.com/search/docs/appearance/structured-data/video
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_svc.feeds.lectures import Lecture

CONTEXT = "https://schema.org"


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A session that is, was or will be streamed; `watch_urls` are the pages on which it can be watched."""

    url: str
    name: str
    description: str
    picture: str
    language: str
    starts_at: datetime
    ends_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    is_live: bool
    event_name: str
    event_url: str
    by: str
    watch_urls: Sequence[str]


def video(lecture: Lecture, *, views: int, definition: str) -> dict[str, Any]:
    """A recording; `views` are those of `definition`, which is said beside them."""
    return {"@context": CONTEXT, **_video(lecture, views, definition)}


def broadcast(given: Broadcast, lectures: Sequence[Lecture]) -> dict[str, Any]:
    """A session's stream, and the recordings of it that there are by now."""
    event = _broadcast(given)
    live = {
        "@type": "VideoObject",
        "@id": f"{given.url}#live",
        "url": given.url,
        "name": given.name,
        "description": given.description or given.name,
        "thumbnailUrl": [given.picture],
        "uploadDate": (given.began_at or given.starts_at).isoformat(),
        "embedUrl": f"{given.url}/embed",
        "inLanguage": given.language,
        "publisher": _organisation(given.by),
        "publication": event,
        "potentialAction": [_watch(url) for url in given.watch_urls],
    }
    said = [_filled(live), *(_recorded(one, event) for one in lectures)]
    return {"@context": CONTEXT, "@graph": said}


def _broadcast(given: Broadcast) -> dict[str, Any]:
    return {
        "@type": "BroadcastEvent",
        "@id": f"{given.url}#broadcast",
        "name": given.name,
        "startDate": (given.began_at or given.starts_at).isoformat(),
        "endDate": (given.ended_at or given.ends_at).isoformat(),
        "isLiveBroadcast": True,
        "eventStatus": f"{CONTEXT}/EventScheduled",
        "eventAttendanceMode": f"{CONTEXT}/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": given.url},
        "broadcastOfEvent": {
            "@type": "Event",
            "name": given.name,
            "url": given.url,
            "startDate": given.starts_at.isoformat(),
            "endDate": given.ends_at.isoformat(),
            "location": {"@type": "VirtualLocation", "url": given.url},
            "superEvent": {"@type": "Event", "name": given.event_name, "url": given.event_url},
        },
    }


def _recorded(lecture: Lecture, event: dict[str, Any]) -> dict[str, Any]:
    return _video(lecture, None, "") | {"recordedAt": {"@id": event["@id"]}}


def _video(lecture: Lecture, views: int | None, definition: str) -> dict[str, Any]:
    files = lecture.of_kind("video") or lecture.of_kind("audio")
    said = {
        "@type": "VideoObject",
        "@id": lecture.url,
        "url": lecture.url,
        "name": lecture.title,
        "description": lecture.description or lecture.title,
        "thumbnailUrl": [lecture.picture] if lecture.picture else [],
        "uploadDate": lecture.published_at.isoformat(),
        "dateCreated": lecture.recorded_at.isoformat(),
        "duration": iso_duration(lecture.seconds) if lecture.seconds else "",
        "contentUrl": files[0].url if files else "",
        "encodingFormat": files[0].media_type if files else "",
        "embedUrl": lecture.frame,
        "inLanguage": [part for part in lecture.language.split("-") if len(part) < 4],
        "license": lecture.licence.url or lecture.licence.name if lecture.licence else "",
        "keywords": ", ".join(lecture.tags),
        "isAccessibleForFree": True,
        "actor": [{"@type": "Person", "name": name} for name in lecture.people],
        "publisher": _organisation(lecture.by),
        "isPartOf": _series(lecture),
        "caption": [_caption(track.url, track.language) for track in lecture.tracks],
        "hasPart": _clips(lecture),
        "interactionStatistic": _counter(views, definition) if views is not None else None,
    }
    return _filled(said)


def _clips(lecture: Lecture) -> list[dict[str, Any]]:
    """The chapters, each until the next one; the last until the end, where that is known."""
    ends: list[float | None] = [mark.second for mark in lecture.chapters[1:]]
    last = float(lecture.seconds) if lecture.seconds else None
    return [
        _filled(
            {
                "@type": "Clip",
                "name": mark.title,
                "startOffset": int(mark.second),
                "endOffset": int(end) if end is not None and end > mark.second else None,
                "url": f"{lecture.url}?t={int(mark.second)}",
            },
            kept={"startOffset"},
        )
        for mark, end in zip(lecture.chapters, [*ends, last], strict=False)
    ]


def _counter(views: int, definition: str) -> dict[str, Any]:
    return {
        "@type": "InteractionCounter",
        "interactionType": {"@type": "WatchAction"},
        "userInteractionCount": views,
        "description": definition,
    }


def _caption(url: str, language: str) -> dict[str, Any]:
    return {
        "@type": "MediaObject",
        "contentUrl": url,
        "encodingFormat": "text/vtt",
        "inLanguage": language,
    }


def _series(lecture: Lecture) -> dict[str, Any]:
    if lecture.series is None:
        return {}
    return {
        "@type": "CreativeWorkSeries",
        "name": lecture.series.name,
        "url": lecture.series.url,
    }


def _watch(url: str) -> dict[str, Any]:
    return {"@type": "WatchAction", "target": {"@type": "EntryPoint", "urlTemplate": url}}


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name} if name else {}


def iso_duration(seconds: int) -> str:
    """ISO 8601: PT1H2M3S."""
    hours, rest = divmod(seconds, 3600)
    parts = [(hours, "H"), (rest // 60, "M"), (rest % 60, "S")]
    return "PT" + ("".join(f"{count}{unit}" for count, unit in parts if count) or "0S")


def _filled(said: dict[str, Any], kept: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value or name in kept}
