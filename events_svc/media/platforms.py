"""The platforms a link may point to, how its address is checked, and how it is shown. Pure."""

import re
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from events_svc.media.errors import AddressRefused, PlatformUnknown
from events_svc.text import Text


@dataclass(frozen=True, slots=True)
class Platform:
    """`is_ours`: our player plays it and counts it. `frame`: a pattern and the address to embed."""

    key: str
    name: Text
    is_ours: bool = False
    frame: tuple[str, str] | None = None


class Framed(Protocol):
    """A link as far as a frame asks."""

    platform: str
    url: str
    embed_url: str


PLATFORMS = {
    platform.key: platform
    for platform in [
        Platform("hls", {"zh": "HLS 直播流", "en": "HLS stream"}, is_ours=True),
        Platform("file", {"zh": "视频或音频文件", "en": "Video or audio file"}, is_ours=True),
        Platform("peertube", {"zh": "PeerTube", "en": "PeerTube"}),
        Platform("owncast", {"zh": "Owncast", "en": "Owncast"}),
        Platform(
            "youtube",
            {"zh": "YouTube", "en": "YouTube"},
            frame=(
                r"(?:youtu\.be/|[?&]v=|/live/|/embed/)([\w-]{11})",
                "https://www.youtube-nocookie.com/embed/{}?autoplay=1",
            ),
        ),
        Platform(
            "bilibili",
            {"zh": "哔哩哔哩", "en": "Bilibili"},
            frame=(
                r"/video/(BV[0-9A-Za-z]{10})",
                "https://player.bilibili.com/player.html?bvid={}&autoplay=1",
            ),
        ),
        Platform("tencent_meeting", {"zh": "腾讯会议", "en": "Tencent Meeting"}),
        Platform("wechat_channels", {"zh": "微信视频号", "en": "WeChat Channels"}),
        Platform(
            "vimeo",
            {"zh": "Vimeo", "en": "Vimeo"},
            frame=(
                r"vimeo\.com/(?:video/)?(\d{6,12})",
                "https://player.vimeo.com/video/{}?autoplay=1",
            ),
        ),
        Platform("link", {"zh": "链接", "en": "Link"}),
    ]
}


def platform(key: str) -> Platform:
    """The platform; raises PlatformUnknown."""
    if key not in PLATFORMS:
        raise PlatformUnknown(key)
    return PLATFORMS[key]


def checked(url: str) -> str:
    """`url` without blanks around it; raises AddressRefused unless it is http(s) with a host.

    Whether the host may be reached from our side is the gateway's question, at every fetch.
    """
    given = url.strip()
    try:
        parts = urlsplit(given)
        _ = parts.port
    except ValueError as error:
        raise AddressRefused(url) from error
    has_controls = any(char.isspace() or not char.isprintable() for char in given)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or has_controls
        or "@" in parts.netloc
    ):
        raise AddressRefused(url)
    return given


def embeddable(url: str) -> str:
    """`url` as `checked`, and https: a frame on a page of ours loads nothing else."""
    given = checked(url)
    if not given.startswith("https://"):
        raise AddressRefused(url)
    return given


def frame_url(key: str, url: str) -> str | None:
    """The address to show in a frame after a click, where the platform has one."""
    found = PLATFORMS[key].frame if key in PLATFORMS else None
    if found is None:
        return None
    match = re.search(found[0], url)
    return found[1].format(match[1]) if match else None


def frame_of(source: Framed) -> str | None:
    """The address to show a link in a frame: the one that was given, else by the platform's pattern."""
    return source.embed_url or frame_url(source.platform, source.url)


def external_id(key: str, url: str) -> str:
    """The platform's own name for the video in `url`, where we know how to read it."""
    found = PLATFORMS[key].frame if key in PLATFORMS else None
    match = re.search(found[0], url) if found else None
    if match:
        return match[1]
    return parse_qs(urlsplit(url).query).get("v", [""])[0][:200] if key == "peertube" else ""
