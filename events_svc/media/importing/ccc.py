"""media.ccc.de: the public JSON of voctoweb (github.com/voc/voctoweb, app/views/public): a conference with
its events, one event, or a list of events; with their recordings where those are there."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec

from events_svc.media import licences
from events_svc.media.attachments import File
from events_svc.media.importing.listed import Library, Listed, language, worded
from events_svc.media.models import SourceKind
from events_svc.media.recording_models import FileKind
from events_svc.media.sources import Link
from events_svc.schedule.importing.errors import Place, Problem

MEGABYTE = 1_000_000  # voctoweb tells sizes of recordings in megabytes


class Asset(msgspec.Struct):
    """A `recording` of voctoweb: one file of a talk."""

    recording_url: str = ""
    mime_type: str = ""
    language: str | None = None
    folder: str | None = None
    size: Annotated[float, msgspec.Meta(ge=0, le=1e9)] | None = None
    height: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] | None = None


class Talk(msgspec.Struct):
    """An `event` of voctoweb."""

    guid: str
    title: str
    slug: str = ""
    subtitle: str | None = None
    description: str | None = None
    original_language: str | None = None
    persons: list[str] = []
    tags: list[str | None] = []
    date: datetime | None = None
    release_date: str | None = None
    length: int | None = None
    duration: int | None = None
    thumb_url: str | None = None
    poster_url: str | None = None
    frontend_link: str | None = None
    license: str | None = None
    recordings: list[Asset] = []


class Conference(msgspec.Struct):
    """A conference, or a list of events."""

    events: list[Talk]


def is_one(given: Any) -> bool:
    """Whether this JSON is voctoweb's."""
    if isinstance(given, dict):
        return "events" in given or ("guid" in given and "frontend_link" in given)
    return (
        bool(given)
        and isinstance(given, list)
        and isinstance(given[0], dict)
        and "guid" in given[0]
    )


def read(given: Any, *, timezone: str) -> Library:
    """The talks as recordings; raises msgspec.ValidationError, which names the path."""
    if isinstance(given, list):
        talks, path = msgspec.convert({"events": given}, Conference).events, "$[{}]"
    elif "events" in given:
        talks, path = msgspec.convert(given, Conference).events, "$.events[{}]"
    else:
        talks, path = [msgspec.convert(given, Talk)], "$"
    found, odd = [], []
    for number, talk in enumerate(talks):
        place = Place(path=path.format(number))
        listed = _listed(talk, place, timezone)
        if listed is None:
            odd.append(Problem("“{value}” has no date and is left out.", talk.title[:80], place))
        elif not listed.links:
            odd.append(
                Problem("“{value}” has nothing to watch and is left out.", talk.title[:80], place)
            )
        else:
            found.append(listed)
    return Library("media.ccc.de", found, odd)


def _listed(talk: Talk, place: Place, timezone: str) -> Listed | None:
    moment = talk.date or _day(talk.release_date)
    if moment is None:
        return None
    spoken = language(talk.original_language or "")
    title = f"{talk.title}: {talk.subtitle}" if talk.subtitle else talk.title
    return Listed(
        title=worded(title[:200], spoken),
        recorded_at=moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone)),
        place=place,
        origin=f"media.ccc.de:{talk.guid}"[:300],
        abstract=worded((talk.description or "")[:10_000], spoken),
        people=", ".join(talk.persons)[:500],
        tags=tuple(tag[:60] for tag in talk.tags[:30] if tag),
        language=spoken,
        duration_seconds=talk.duration or talk.length,
        licence=licences.key_of(talk.license or ""),
        thumbnail_url=(talk.poster_url or talk.thumb_url or "")[:1000],
        links=_links(talk, spoken),
        files=tuple(_file(asset) for asset in talk.recordings if _is_kept(asset)),
    )


def _links(talk: Talk, spoken: str) -> tuple[Link, ...]:
    """The best file that browsers play, then the page of the talk."""
    playable = [
        asset for asset in talk.recordings if asset.mime_type in {"video/mp4", "video/webm"}
    ]
    best = sorted(playable, key=lambda a: (a.mime_type != "video/mp4", -(a.height or 0)))[:1]
    urls = [("file", asset.recording_url) for asset in best if asset.recording_url]
    urls += [("link", talk.frontend_link)] if talk.frontend_link else []
    return tuple(
        Link(key, url, spoken or "zh", kind=SourceKind.RECORDING, position=number)
        for number, (key, url) in enumerate(urls)
    )


def _file(asset: Asset) -> File:
    kind = FileKind.SLIDES if asset.folder == "slides" else None
    return File(
        asset.recording_url,
        kind,
        media_type=asset.mime_type[:120],
        language=language(asset.language or ""),
        quality=f"{asset.height}p" if asset.height else "",
        size=round(asset.size * MEGABYTE) if asset.size else None,
    )


def _is_kept(asset: Asset) -> bool:
    whole = asset.mime_type.partition("/")[0]
    is_paper = asset.mime_type == "application/pdf"
    return bool(asset.recording_url) and (whole in {"video", "audio"} or is_paper)


def _day(words: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(words) if words else None
    except ValueError:
        return None
