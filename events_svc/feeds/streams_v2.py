"""`streams/v2.json`, the live index of streaming.media.ccc.de, so that its clients work here. Pure.

The format's own rule: fields are never removed and never change their meaning; new ones may come. Taken
from the JSON of github.com/voc/streaming-website (`view/StreamsJsonV2.php`). Ours beside them: `talks`,
`isLive` and `pages` (platforms that are watched on their own page) of a room.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import orjson

MEDIA_TYPE = "application/json"
NOMINAL = [1920, 1080]  # of the selection “hd”, as in the original: what a stream has at most

_TYPES = {"main": "video", "sign": "video", "slides": "slides", "audio": "audio"}
_SELECTIONS = {"main": "hd", "sign": "sign", "slides": "slides", "audio": "audio"}
_ENDINGS = {
    "webm": "webm",
    "mp4": "mp4",
    "mp3": "mp3",
    "opus": "opus",
    "ogg": "opus",
    "mpd": "dash",
}
_DISPLAYS = {
    "hls": ("HLS", "HLS"),
    "webm": ("WebM", "WebM"),
    "mp4": ("MP4", "MP4"),
    "mp3": ("MP3", "MP3"),
    "opus": ("Opus", "Opus"),
    "dash": ("DASH", "MPEG-DASH"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A public live link; `platform` by its key and by its name."""

    platform: str
    name: str
    url: str
    language: str
    role: str


@dataclass(frozen=True, slots=True)
class Talk:
    """What is on, or comes next."""

    guid: str
    code: str
    title: str
    url: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Room:
    """A room with its streams; `native` is the language that is spoken on its stage."""

    slug: str
    guid: str
    name: str
    schedule_name: str
    url: str
    thumbnail: str
    native: str
    is_live: bool
    now: Talk | None
    next: Talk | None
    links: Sequence[Link]


@dataclass(frozen=True, slots=True)
class Conference:
    """An event."""

    slug: str
    title: str
    author: str
    description: str
    starts_at: datetime
    ends_at: datetime
    rooms: Sequence[Room]


def write(conferences: Sequence[Conference]) -> bytes:
    """The index as JSON."""
    return orjson.dumps([_conference(one) for one in conferences])


def _conference(one: Conference) -> dict[str, Any]:
    return {
        "conference": one.title,
        "slug": one.slug,
        "author": one.author,
        "description": one.description,
        "keywords": "",
        "startsAt": _instant(one.starts_at),
        "endsAt": _instant(one.ends_at),
        "isCurrentlyStreaming": any(room.is_live for room in one.rooms),
        "groups": [{"group": "Live", "rooms": [_room(room) for room in one.rooms]}],
    }


def _room(room: Room) -> dict[str, Any]:
    return {
        "guid": room.guid,
        "slug": room.slug,
        "schedulename": room.schedule_name,
        "thumb": room.thumbnail,
        "poster": room.thumbnail,
        "link": room.url,
        "display": room.name,
        "stream": room.slug,
        "isLive": room.is_live,
        "talks": {"current": _talk(room.now), "next": _talk(room.next)},
        "streams": _streams(room),
        "pages": [
            {
                "platform": link.platform,
                "display": link.name,
                "language": link.language,
                "url": link.url,
            }
            for link in room.links
            if protocol(link) is None
        ],
    }


def _talk(talk: Talk | None) -> dict[str, Any] | None:
    if talk is None:
        return None
    return {
        "guid": talk.guid,
        "code": talk.code,
        "title": talk.title,
        "url": talk.url,
        "startsAt": _instant(talk.starts_at),
        "endsAt": _instant(talk.ends_at),
    }


def _streams(room: Room) -> list[dict[str, Any]]:
    """Those that a player can open: one a role and language, each protocol of it once."""
    streams: dict[str, dict[str, Any]] = {}
    for link in room.links:
        spoken = protocol(link)
        if spoken is None:
            continue
        is_native = link.language == room.native
        slug = f"{_SELECTIONS[link.role]}-{'native' if is_native else link.language}"
        stream = streams.setdefault(slug, _stream(link, slug, is_native))
        display, tech = _DISPLAYS[spoken]
        stream["urls"].setdefault(spoken, {"display": display, "tech": tech, "url": link.url})
    return [*streams.values()]


def _stream(link: Link, slug: str, is_native: bool) -> dict[str, Any]:
    kind = _TYPES[link.role]
    return {
        "slug": slug,
        "display": f"{link.role} · {link.language}",
        "type": kind,
        "isTranslated": not is_native,
        "videoSize": None if kind == "audio" else NOMINAL,
        "language": link.language,
        "urls": {},
    }


def protocol(link: Link) -> str | None:
    """How a player opens the link: hls, webm, mp3 …; None for what is watched on its own page."""
    ending = urlsplit(link.url).path.lower().rpartition(".")[2]
    if link.platform == "hls" or ending == "m3u8":
        return "hls"
    return _ENDINGS.get(ending) if link.platform == "file" else None


def _instant(moment: datetime) -> str:
    """As PHP's DateTime::ISO8601, which the original writes: 2026-08-26T09:00:00+0800."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S%z")
