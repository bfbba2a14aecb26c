"""oEmbed 1.0 of type video (https://oembed.com §2.3.4.2): a recording or a session's stream in a frame. Pure."""

import re
from dataclasses import dataclass
from html import escape
from typing import Any

from events_svc.feeds.oembed import Frame

RATIO = (16, 9)
LINE = 40  # pixels below the picture, for where it comes from
_WIDTH = 640
_SMALLEST = 120
_CACHE = 3600
_RECORDINGS = re.compile(r"/recordings/([^/?#]+)/?\Z")
_SESSIONS = re.compile(r"/events/([^/?#]+)/sessions/([^/?#]+)(?:/watch)?/?\Z")


@dataclass(frozen=True, slots=True)
class Picture:
    """What stands for the video, with its size in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown in a frame; `frame` is the address of the page for it."""

    title: str
    author: str
    provider: str
    provider_url: str
    frame: str
    picture: Picture | None


def recording_in(address: str, public_url: str) -> str:
    """The recording whose page this address is; blank when it is none of ours."""
    found = _RECORDINGS.match(_path(address, public_url))
    return found[1] if found else ""


def session_in(address: str, public_url: str) -> tuple[str, str] | None:
    """The event and the code of the session whose page this address is."""
    found = _SESSIONS.match(_path(address, public_url))
    return (found[1], found[2]) if found else None


def told(shown: Shown, frame: Frame) -> dict[str, Any]:
    """The frame in the size that the asking site has, in the proportions of a screen."""
    width, height = size_within(frame)
    said: dict[str, Any] = {
        "version": "1.0",
        "type": "video",
        "title": shown.title,
        "author_name": shown.author,
        "provider_name": shown.provider,
        "provider_url": shown.provider_url,
        "cache_age": _CACHE,
        "width": width,
        "height": height,
        "html": (
            f'<iframe src="{escape(shown.frame)}" width="{width}" height="{height}" '
            f'title="{escape(shown.title)}" frameborder="0" '
            'allow="autoplay; fullscreen; picture-in-picture" allowfullscreen></iframe>'
        ),
    }
    if shown.picture is not None:
        said["thumbnail_url"] = shown.picture.url
        said["thumbnail_width"] = shown.picture.width
        said["thumbnail_height"] = shown.picture.height
    return said


def size_within(frame: Frame) -> tuple[int, int]:
    """As wide as it may be, at most 640, with the line below; never higher than the site has room."""
    width = max(min(frame.width, _WIDTH), 1)
    height = width * RATIO[1] // RATIO[0] + LINE
    if height > frame.height:
        height = max(frame.height, 1)
        width = max(1, min(width, max(height - LINE, _SMALLEST) * RATIO[0] // RATIO[1]))
    return width, height


def _path(address: str, public_url: str) -> str:
    plain = re.split("[?#]", address, maxsplit=1)[0]
    return plain.removeprefix(public_url) if plain.startswith(f"{public_url}/") else ""
