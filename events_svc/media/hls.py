"""HTTP Live Streaming playlists (RFC 8216 and its second edition), as far as liveness needs them. Pure.

A long programme lists thousands of segments and is read every few seconds: what is counted is counted by
the text search of Python, and only the few lines that matter are looked at one by one.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from events_svc.media.slates import is_repeating

MOST_BYTES = 2_000_000  # of a playlist: some 40,000 segments

_ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"\r\n]*"|[^",\r\n]*)(?:,|$)')
_LENGTH = re.compile(r"\n#EXTINF:(\d{1,9}(?:\.\d{0,9})?)")
_DATE = "#EXT-X-PROGRAM-DATE-TIME:"


class NotAPlaylist(ValueError):
    """This is no HLS playlist."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A stream of a multivariant playlist, its address resolved."""

    url: str
    bandwidth: int


@dataclass(frozen=True, slots=True)
class Multivariant:
    """The variants in the order of the playlist: players begin with the first."""

    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Media:
    """A media playlist. `newest_at`: the date and time of its newest segment, where it says one.

    `is_repeating`: the newest segment stands in the playlist before, so that nothing new is shown (a slate).
    """

    target: float  # seconds
    sequence: int = 0
    segments: int = 0
    parts: int = 0  # of the segment that is not complete yet
    is_ended: bool = False
    kind: str = ""  # VOD, EVENT or nothing
    newest_at: datetime | None = None
    is_repeating: bool = False

    @property
    def head(self) -> tuple[int, int]:
        """How far the stream has come: complete segments ever, and parts of the next."""
        return (self.sequence + self.segments, self.parts)

    @property
    def is_empty(self) -> bool:
        return not (self.segments or self.parts)

    @property
    def is_vod(self) -> bool:
        return self.kind == "VOD"


def read(text: str, url: str) -> Multivariant | Media:
    """The playlist that was found at `url`; raises NotAPlaylist."""
    lines = text.removeprefix("\ufeff")
    if not lines.startswith("#EXTM3U"):
        raise NotAPlaylist("does not begin with #EXTM3U")
    lines = lines.replace("\r\n", "\n")
    return _multivariant(lines, url) if "\n#EXT-X-STREAM-INF:" in lines else _media(lines)


def _multivariant(text: str, url: str) -> Multivariant:
    variants = []
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for place, line in enumerate(lines[:-1]):
        if line.startswith("#EXT-X-STREAM-INF:") and not lines[place + 1].startswith("#"):
            said = attributes(line.partition(":")[2])
            variants.append(Variant(urljoin(url, lines[place + 1]), _whole(said.get("BANDWIDTH"))))
    if not variants:
        raise NotAPlaylist("names no stream")
    return Multivariant(tuple(variants))


def _media(text: str) -> Media:
    target = _tag(text, "#EXT-X-TARGETDURATION:")
    if target is None:
        raise NotAPlaylist("says no target duration")
    server = attributes(_tag(text, "#EXT-X-SKIP:") or "")
    return Media(
        target=max(_seconds(target), 0.1),
        sequence=_whole(_tag(text, "#EXT-X-MEDIA-SEQUENCE:")),
        segments=text.count("\n#EXTINF:") + _whole(server.get("SKIPPED-SEGMENTS")),
        parts=_tail(text).count("\n#EXT-X-PART:"),
        is_ended="\n#EXT-X-ENDLIST" in text,
        kind=(_tag(text, "#EXT-X-PLAYLIST-TYPE:") or "").upper(),
        newest_at=_newest_at(text),
        is_repeating=is_repeating(text),
    )


def attributes(text: str) -> dict[str, str]:
    """An attribute list (RFC 8216 §4.2), quotes taken off."""
    return {name: value.strip('"') for name, value in _ATTRIBUTE.findall(text.strip())}


def _tag(text: str, tag: str) -> str | None:
    """What stands behind the first `tag`."""
    start = text.find("\n" + tag)
    if start < 0:
        return None
    start += 1 + len(tag)
    end = text.find("\n", start)
    return text[start : end if end >= 0 else None].strip()


def _tail(text: str) -> str:
    """What stands behind the address of the newest segment: parts of the next."""
    last = text.rfind("\n#EXTINF:")
    if last < 0:
        return text
    address = re.compile(r"\n(?!#|\s)[^\n]*").search(text, text.find("\n", last + 1))
    return text[address.end() :] if address else ""


def _newest_at(text: str) -> datetime | None:
    """The date and time at which the newest segment begins, counted on from the last one that is said."""
    place = text.rfind("\n" + _DATE)
    if place < 0:
        return None
    end = text.find("\n", place + 1)
    written = text[place + 1 + len(_DATE) : end if end >= 0 else None].strip()
    try:
        said = datetime.fromisoformat(written)
    except ValueError:
        return None
    lengths = [*map(float, _LENGTH.findall(text, place))]
    if said.tzinfo is None:
        said = said.replace(tzinfo=UTC)
    try:
        return said.astimezone(UTC) + timedelta(seconds=sum(lengths[:-1]))
    except OverflowError:
        return None


def _whole(text: str | None) -> int:
    found = re.match(r"\s*\d{1,18}", text or "")
    return int(found[0]) if found else 0


def _seconds(text: str) -> float:
    found = re.match(r"\s*\d{1,9}(?:\.\d{0,9})?", text)
    return float(found[0]) if found else 0.0
