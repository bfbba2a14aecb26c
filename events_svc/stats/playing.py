"""A playing and the beats that change it. Pure: the merge rule of several processes stands here.

**The rule.** The row of the database is the one truth of a playing. Whoever flushes reads it under lock and
applies, in the order of `sn`, those beats whose `sn` is above the row's; what is below has been healed by
the later, cumulative one. So it does not matter which process received which beat, how often, or in which
order: a stretch of time is credited once, between two beats that follow each other in the row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from events_svc.stats import coverage, credit, spans
from events_svc.stats.beats import PLAYING, Beat
from events_svc.stats.intervals import interval, presence

THRESHOLDS = (0, 10, 30)  # seconds of credited time that make view@0s, @10s, @30s
_MS = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Watched:
    """What of a source matters for its playings."""

    source_id: int
    is_live_link: bool
    ends_at: datetime | None = None  # planned end of its session
    length_seconds: int | None = None

    def is_live(self, moment: datetime) -> bool:
        """Live until the end of the session, replay afterwards."""
        return self.is_live_link and (self.ends_at is None or moment < self.ends_at)


@dataclass(slots=True)
class Playing:
    """One playing of a source in one browser, as its beats told it so far."""

    id: int
    sid: str
    source_id: int
    day: date
    key: bytes
    is_live: bool
    is_bot: bool
    started_at: datetime
    last_at: datetime
    last_sn: int
    state: str
    rate: float
    playhead_ms: int
    credited_ms: int
    coverage: bytes
    span_started_at: datetime
    spans: bytes


@dataclass(frozen=True, slots=True)
class Reached:
    """A playing reached a threshold of credited time at an instant."""

    threshold: int
    at: datetime


def apply(playing: Playing, beats: Iterable[Beat], watched: Watched) -> list[Reached]:
    """Change `playing` by the beats above its `last_sn`, in their order; the thresholds it reached."""
    reached: list[Reached] = []
    for beat in sorted(beats, key=lambda beat: beat.sn):
        if beat.sn <= playing.last_sn:
            continue
        before = _thresholds(playing, watched)
        _credit(playing, beat, watched)
        _present(playing, beat.at)
        playing.last_sn, playing.state = beat.sn, beat.state
        playing.rate, playing.playhead_ms = beat.rate, beat.playhead_ms
        reached += [Reached(t, beat.at) for t in _thresholds(playing, watched) - before]
    return reached


def _credit(playing: Playing, beat: Beat, watched: Watched) -> None:
    if playing.last_sn == 0 or not credit.is_credited(playing.state):
        return
    passed = int((beat.at - playing.last_at) / _MS)
    moved = beat.playhead_ms - playing.playhead_ms
    every = int(interval(is_live=playing.is_live) / _MS)
    if playing.is_live:
        amount = credit.of_live(passed_ms=passed, interval_ms=every)
    else:
        amount = credit.of_recording(
            moved_ms=moved, rate=playing.rate, passed_ms=passed, interval_ms=every
        )
        _cover(playing, beat, watched, passed)
    so_far = int((beat.at - playing.started_at) / _MS)
    total = credit.within(playing.credited_ms + amount, since_start_ms=so_far)
    playing.credited_ms = max(playing.credited_ms, total)


def _cover(playing: Playing, beat: Beat, watched: Watched, passed: int) -> None:
    """Set the seconds between the two playheads; a jump that no beat announced covers nothing."""
    moved = beat.playhead_ms - playing.playhead_ms
    if credit.is_plausible(moved_ms=moved, rate=playing.rate, passed_ms=passed):
        playing.coverage = coverage.covered(
            playing.coverage,
            playing.playhead_ms,
            beat.playhead_ms,
            length_seconds=watched.length_seconds,
        )


def _present(playing: Playing, moment: datetime) -> None:
    """Go on with the span of presence, or begin another after a gap of more than two intervals."""
    if moment - playing.last_at > presence(is_live=playing.is_live):
        playing.spans = spans.closed(
            playing.spans,
            origin=playing.started_at,
            start=playing.span_started_at,
            end=playing.last_at,
        )
        playing.span_started_at = moment
    playing.last_at = max(playing.last_at, moment)


def _thresholds(playing: Playing, watched: Watched) -> set[int]:
    """Which thresholds the credited time has reached; view@0s needs a first beat that played."""
    if playing.is_bot or (playing.state != PLAYING and not playing.credited_ms):
        return set()
    return {t for t in THRESHOLDS if _is_reached(playing.credited_ms, t, watched.length_seconds)}


def _is_reached(credited_ms: int, threshold: int, length: int | None) -> bool:
    """`threshold` seconds, or more than half of a video that is shorter than that."""
    if length and length < threshold:
        return 2 * credited_ms > length * 1000
    return credited_ms >= threshold * 1000
