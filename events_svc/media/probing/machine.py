"""What looks at a stream say of its state (spec/streaming.md §2). Pure: what is remembered and a look in, what
is remembered out.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from events_svc.media.hls import Media

PATIENCE = 3  # target durations
TWICE = 2
USUAL_TARGET = (
    6.0  # seconds, until a playlist says it (RFC 8216bis, HLS authoring specification §7.5)
)
LONGEST_TARGET = 60.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A look found this media playlist at this address."""

    place: str
    playlist: Media


@dataclass(frozen=True, slots=True)
class Failed:
    """A look found nothing: `offline`, nothing is there, or `unreadable`, something that we cannot read."""

    state: str
    reason: str


Found = Seen | Failed


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of a stream after the looks until now; `state` is empty while nothing is known.

    `moved_at`: when the head was last seen to move, or first seen. `has_stood`: the newest look found it
    where it was.
    """

    state: str = ""
    reason: str = ""
    place: str = ""
    head: tuple[int, int] | None = None
    target: float = USUAL_TARGET
    moved_at: datetime | None = None
    has_stood: bool = False
    failures: int = 0

    @property
    def patience(self) -> timedelta:
        return timedelta(seconds=PATIENCE * self.target)

    @property
    def is_live(self) -> bool:
        return self.state == "live"


def step(memory: Memory, found: Found, *, now: datetime) -> Memory:
    """What is known after a look that found this at `now`."""
    if isinstance(found, Failed):
        return _failed(memory, found)
    known = replace(memory, target=min(found.playlist.target, LONGEST_TARGET), failures=0)
    if found.playlist.is_vod:
        return _closed(known, "vod", "EXT-X-PLAYLIST-TYPE:VOD")
    if found.playlist.is_ended:
        return _closed(known, "ended", "EXT-X-ENDLIST")
    if known.head is None or found.place != known.place or _counts_anew(known.head, found.playlist):
        return _begun(known, found, now)
    if found.playlist.head > known.head and not found.playlist.is_empty:
        return _moved(known, found, now)
    return _stood(known, now)


def _failed(memory: Memory, found: Failed) -> Memory:
    """Once may be chance; the second time in a row it is so, and what comes afterwards begins anew."""
    failures = memory.failures + 1
    if failures < TWICE:
        return replace(memory, failures=failures)
    return replace(_closed(memory, found.state, found.reason), failures=failures)


def _closed(memory: Memory, state: str, reason: str) -> Memory:
    return replace(
        memory, state=state, reason=reason, place="", head=None, moved_at=None, has_stood=False
    )


def _counts_anew(head: tuple[int, int], playlist: Media) -> bool:
    """Whether the head fell so far that this is another run, and not an older copy of the playlist."""
    return playlist.head[0] < head[0] - max(PATIENCE, playlist.segments)


def _begun(memory: Memory, found: Seen, now: datetime) -> Memory:
    """The first look at this playlist, or the stream began to count anew: its own clock may tell."""
    begun = replace(
        memory,
        place=found.place,
        head=found.playlist.head,
        moved_at=(memory.is_live and memory.moved_at) or now,
        has_stood=False,
    )
    newest_at = found.playlist.newest_at
    if newest_at is not None and not found.playlist.is_empty and _is_near(newest_at, now, begun):
        return _shown(
            replace(begun, moved_at=now), found, f"EXT-X-PROGRAM-DATE-TIME {newest_at:%T}Z"
        )
    return _stood(begun, now)


def _moved(memory: Memory, found: Seen, now: datetime) -> Memory:
    head = found.playlist.head
    assert memory.head is not None
    moved = replace(memory, head=head, moved_at=now, has_stood=False)
    return _shown(moved, found, f"EXT-X-MEDIA-SEQUENCE {memory.head[0]} → {head[0]}")


def _shown(memory: Memory, found: Seen, reason: str) -> Memory:
    if found.playlist.is_repeating:
        return replace(memory, state="slate", reason="the same segment again")
    return memory if memory.is_live else replace(memory, state="live", reason=reason)


def _stood(memory: Memory, now: datetime) -> Memory:
    assert memory.moved_at is not None
    stood = replace(memory, has_stood=True)
    if now - memory.moved_at <= memory.patience or memory.state == "stalled":
        return stood
    seconds = (now - memory.moved_at).total_seconds()
    return replace(stood, state="stalled", reason=f"no new segment for {seconds:.0f} s")


def _is_near(newest_at: datetime, now: datetime, memory: Memory) -> bool:
    return abs(now - newest_at) <= memory.patience
