"""What others would count of the same playings, by their rules: for comparing like with like.

PeerTube since 6.1 (server/core/lib/views/shared/video-views.ts and video-viewer-stats.ts; its defaults
`count_view_after` 10 s, `view_expiration` 1 h, viewer statistics of 1 h): the watch time of a session adds
up until it has been away for an hour; with 10 s, or more than half of a shorter video, it is a view, and
none follows for an hour; while somebody goes on watching, the next one follows then.

media.ccc.de (voctoweb, app/controllers/public/recordings_controller.rb and throttle_connections.rb): each
`playing` event of the browser is a view, unless one of the same address and file was counted in the last
23 minutes.

Both know sessions and addresses, which we do not keep: our viewer key stands for them. Neither leaves
programs out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from events_svc.database import rows
from events_svc.database.at_once import among, listed
from events_svc.database.raw import instant
from events_svc.stats import spans, sweep

VIEW_MS = 10_000
EXPIRES_MS = 3_600_000
THROTTLE_MS = 23 * 60_000


@dataclass(frozen=True, slots=True)
class Played:
    """A playing as the rules of others see it; times in epoch milliseconds."""

    source_id: int
    key: bytes
    starts: Sequence[int]  # the first beat, and each return after 23 minutes without one
    until: int
    watched_ms: int
    length_seconds: int | None = None


@dataclass(slots=True)
class Counted:
    """The views of a source by the rules of others."""

    peertube: int = 0
    ccc: int = 0


async def of_sources(source_ids: Sequence[int]) -> dict[int, Counted]:
    """What PeerTube and media.ccc.de would have counted of each source."""
    made = {source_id: Counted() for source_id in source_ids}
    if not made:
        return made
    found = await rows(
        "SELECT w.source_id, w.viewer_key, w.started_at, w.last_at, w.span_started_at, w.spans, "  # noqa: S608 place holders only
        "w.credited_ms, r.duration_seconds FROM watch w JOIN media_source s ON s.id = w.source_id "
        "LEFT JOIN recording r ON r.id = s.recording_id "
        f"WHERE w.has_played AND w.source_id {among(1, 'BIGINT')}",
        [listed(made)],
    )
    for source_id, its in groupby(sorted(map(_played, found), key=_who), key=_source):
        played = [*its]
        made[source_id] = Counted(peertube(played), ccc(played))
    return made


def peertube(playings: Iterable[Played]) -> int:
    """The views that PeerTube counts of one source."""
    return sum(_sessions([*its]) for _, its in groupby(sorted(playings, key=_who), key=_key))


def ccc(playings: Iterable[Played]) -> int:
    """The views that media.ccc.de counts of one source."""
    return sum(_throttled([*its]) for _, its in groupby(sorted(playings, key=_who), key=_key))


def _sessions(playings: Sequence[Played]) -> int:
    """One viewer's playings in the order of time."""
    views, watched, last = 0, 0, -EXPIRES_MS
    counted_at = -EXPIRES_MS
    for playing in playings:
        if playing.starts[0] - last > EXPIRES_MS:
            watched = 0
        missing = max(_needed(playing.length_seconds) - watched, 0)
        watched += playing.watched_ms
        last = max(last, playing.until)
        at = max(playing.starts[0] + missing, counted_at + EXPIRES_MS)
        while playing.watched_ms >= missing and at <= playing.until:
            views, counted_at = views + 1, at
            at += EXPIRES_MS
    return views


def _needed(length_seconds: int | None) -> int:
    """Milliseconds until a view; of a shorter video one more than half of it."""
    if length_seconds and length_seconds * 1000 < VIEW_MS:
        return length_seconds * 500 + 1
    return VIEW_MS


def _throttled(playings: Sequence[Played]) -> int:
    views, counted_at = 0, -THROTTLE_MS
    for start in sorted(start for playing in playings for start in playing.starts):
        if start - counted_at >= THROTTLE_MS:
            views, counted_at = views + 1, start
    return views


def _played(row: dict[str, Any]) -> Played:
    return Played(
        source_id=row["source_id"],
        key=bytes(row["viewer_key"]),
        starts=_starts(row),
        until=_ms(row["last_at"]),
        watched_ms=row["credited_ms"],
        length_seconds=row["duration_seconds"],
    )


def _starts(row: dict[str, Any]) -> list[int]:
    """A shorter silence may be a lost beat; after a longer one somebody must have pressed play again."""
    first = _ms(row["started_at"])
    earlier = spans.opened(bytes(row["spans"]), origin=instant(row["started_at"]))
    whole = [(_ms(start), _ms(end)) for start, end in earlier]
    whole.append((_ms(row["span_started_at"]), _ms(row["last_at"])))
    returns = [start for (_, end), (start, _) in pairwise(whole) if start - end >= THROTTLE_MS]
    return [first, *returns]


def _ms(value: datetime | str) -> int:
    return sweep.milliseconds(instant(value))


def _who(played: Played) -> tuple[int, bytes, int]:
    return played.source_id, played.key, played.starts[0]


def _key(played: Played) -> tuple[int, bytes]:
    return played.source_id, played.key


def _source(played: Played) -> int:
    return played.source_id
