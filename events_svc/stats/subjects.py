"""Whom to ask for the counters of a link, and by which name. Pure.

YouTube, Bilibili and Vimeo are one host each, whose address is a setting; PeerTube and Owncast are asked
at the origin of the link.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

YOUTUBE, VIMEO = "youtube", "vimeo"
BILIBILI, BILIBILI_LIVE = "bilibili", "bilibili-live"

READABLE = ("youtube", "peertube", "owncast", "bilibili", "vimeo")

_YOUTUBE = re.compile(r"(?:youtu\.be/|[?&]v=|/live/|/embed/|/shorts/)([\w-]{11})(?![\w-])")
_BILIBILI = re.compile(r"/video/(BV[0-9A-Za-z]{10})(?![0-9A-Za-z])")
_BILIBILI_ROOM = re.compile(r"live\.bilibili\.com/(?:blanc/|h5/)?(\d{1,15})(?!\d)")
_VIMEO = re.compile(r"vimeo\.com/(?:\w+/)*(\d{6,12})(?!\d)")
_PEERTUBE = re.compile(
    r"/(?:w|videos/watch|videos/embed)/([0-9a-fA-F-]{36}|[1-9A-HJ-NP-Za-km-z]{20,22})(?:[/?#]|\Z)"
)

_FLOORS = {BILIBILI: timedelta(hours=6), BILIBILI_LIVE: timedelta(minutes=5)}
_FLOOR = timedelta(seconds=30)
_GAPS = {BILIBILI: timedelta(seconds=20), BILIBILI_LIVE: timedelta(seconds=20)}


@dataclass(frozen=True, slots=True)
class Subject:
    """`host`: the name of its circuit, an origin for PeerTube and Owncast. `thing`: the name there."""

    platform: str
    host: str
    thing: str


def subject_of(platform: str, url: str) -> Subject | None:
    """Whom to ask about the link; None where nobody can be asked."""
    make = _MAKERS.get(platform)
    return make(url) if make else None


def floor(host: str) -> timedelta:
    """No video of the host is asked for more often than this."""
    return _FLOORS.get(host, _FLOOR)


def gap(host: str) -> timedelta:
    """How long the host rests between two requests, on top of which comes jitter."""
    return _GAPS.get(host, timedelta(0))


def origin(url: str) -> str | None:
    """Scheme, host and port of an address, as browsers compare them."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def _youtube(url: str) -> Subject | None:
    return _found(_YOUTUBE, url, "youtube", YOUTUBE)


def _vimeo(url: str) -> Subject | None:
    return _found(_VIMEO, url, "vimeo", VIMEO)


def _bilibili(url: str) -> Subject | None:
    return _found(_BILIBILI, url, "bilibili", BILIBILI) or _found(
        _BILIBILI_ROOM, url, "bilibili", BILIBILI_LIVE
    )


def _peertube(url: str) -> Subject | None:
    where = origin(url)
    return _found(_PEERTUBE, urlsplit(url).path, "peertube", where) if where else None


def _owncast(url: str) -> Subject | None:
    where = origin(url)
    return Subject("owncast", where, "status") if where else None


def _found(pattern: re.Pattern[str], words: str, platform: str, host: str) -> Subject | None:
    match = pattern.search(words)
    return Subject(platform, host, match[1]) if match else None


_MAKERS = {
    "youtube": _youtube,
    "vimeo": _vimeo,
    "bilibili": _bilibili,
    "peertube": _peertube,
    "owncast": _owncast,
}
