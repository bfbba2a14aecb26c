"""A playing and the beats that change it. Pure: the merge rule of several processes stands here.

**The rule.** The row of the database is the one truth of a playing. Whoever flushes reads it under lock and
applies, in the order of `sn`, those beats whose `sn` is above the row's; what is below has been healed by
the later, cumulative one. So it does not matter which process received which beat, how often, or in which
order: a stretch of time is credited once, between two beats that follow each other in the row.

Times are milliseconds since 1970.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from operator import attrgetter

import msgspec

from events_svc.stats import bots, coverage, credit, spans
from events_svc.stats.beats import PLAYING, Beat, instant
from events_svc.stats.intervals import interval, presence

THRESHOLDS = (0, 10, 30)  # seconds of credited time that make view@0s, @10s, @30s
_LAST_MS = THRESHOLDS[-1] * 1000
_MS = timedelta(milliseconds=1)
_INTERVAL = {is_live: interval(is_live=is_live) // _MS for is_live in (False, True)}
_PRESENCE = {is_live: presence(is_live=is_live) // _MS for is_live in (False, True)}


class Watched(msgspec.Struct, frozen=True, gc=False):
    """What of a source matters for its playings."""

    source_id: int
    is_live_link: bool
    ends_at: datetime | None = None  # planned end of its session
    length_seconds: int | None = None
    is_ours: bool = True  # played by our player, not in a frame of its platform

    def is_live(self, moment: datetime) -> bool:
        """Live until the end of the session, replay afterwards."""
        return self.is_live_link and (self.ends_at is None or moment < self.ends_at)


class Playing(msgspec.Struct, gc=False):
    """One playing of a source in one browser, as its beats told it so far. (The order is of `rows.py`.)

    `read_sn` is its row's `last_sn` before these beats: whoever writes it finds that there, or writes nothing.
    """

    id: int
    last_ms: int
    last_sn: int
    state: str
    rate: float
    playhead_ms: int
    credited_ms: int
    coverage: bytes
    unique_seconds: int
    span_started_ms: int
    spans: bytes
    is_bot: bool
    has_played: bool
    gap_ms: int
    even_beats: int
    still_beats: int
    source_id: int
    key: bytes
    is_live: bool
    started_ms: int
    referrer: str
    country: str
    read_sn: int = 0

    @property
    def day(self) -> date:
        """The day (UTC) on which it began."""
        return instant(self.started_ms).date()


class Reached(msgspec.Struct, frozen=True, gc=False):
    """A playing reached a threshold of credited time at an instant."""

    threshold: int
    at_ms: int


class Gain(msgspec.Struct, gc=False):
    """What a beat added to the sums of its minute; less than nothing where a program is taken out."""

    at_ms: int
    is_bot: bool
    viewers: int = 0
    plays: int = 0
    watch_ms: int = 0
    unique_seconds: int = 0


class Outcome(msgspec.Struct, gc=False):
    """What beats did to a playing."""

    reached: list[Reached] = []
    gains: list[Gain] = []
    is_changed: bool = False
    is_unmasked: bool = False  # it turned out to be a program


def apply(playing: Playing, beats: Iterable[Beat], watched: Watched) -> Outcome:
    """Change `playing` by the beats above its `last_sn`, in their order, and say what that did."""
    outcome = Outcome()
    for beat in sorted(beats, key=_number):
        if beat.sn > playing.last_sn:
            outcome.is_changed = True
            _apply_one(playing, beat, watched, outcome)
    return outcome


_number = attrgetter("sn")


def _apply_one(playing: Playing, beat: Beat, watched: Watched, outcome: Outcome) -> None:
    played, credited, unique = playing.has_played, playing.credited_ms, playing.unique_seconds
    steps = _steps(playing, watched)
    if playing.last_sn:
        if credit.is_credited(playing.state):
            _credit(playing, beat, watched)
        _suspect(playing, beat)
    _present(playing, beat.at_ms)
    playing.last_sn, playing.state = beat.sn, beat.state
    playing.rate, playing.playhead_ms = beat.rate, beat.playhead_ms
    playing.has_played = played or beat.state == PLAYING
    gain = Gain(
        beat.at_ms,
        playing.is_bot,
        plays=playing.has_played - played,
        watch_ms=playing.credited_ms - credited,
        unique_seconds=playing.unique_seconds - unique,
    )
    outcome.gains.append(gain)
    if playing.is_bot:
        return
    if steps < len(THRESHOLDS):
        reached = THRESHOLDS[steps : _steps(playing, watched)]
        outcome.reached += [Reached(threshold, beat.at_ms) for threshold in reached]
    if bots.is_betrayed(even=playing.even_beats, still=playing.still_beats):
        _unmask(playing, beat.at_ms, outcome)


def _credit(playing: Playing, beat: Beat, watched: Watched) -> None:
    passed = beat.at_ms - playing.last_ms
    every = _INTERVAL[playing.is_live]
    if playing.is_live:
        amount = credit.of_live(passed_ms=passed, interval_ms=every)
    else:
        moved = beat.playhead_ms - playing.playhead_ms
        amount = credit.of_recording(
            moved_ms=moved, rate=playing.rate, passed_ms=passed, interval_ms=every
        )
        _cover(playing, beat, watched, passed)
    so_far = beat.at_ms - playing.started_ms
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
        playing.unique_seconds = coverage.seconds(playing.coverage)


def _suspect(playing: Playing, beat: Beat) -> None:
    """Count gaps that are all but equal, and stretches in which the playhead stood."""
    if playing.state != PLAYING or beat.state != PLAYING:
        playing.gap_ms = playing.even_beats = playing.still_beats = 0
        return
    gap = beat.at_ms - playing.last_ms
    is_even = beat.is_jittered and bots.is_even(gap, playing.gap_ms)
    is_still = beat.has_playhead and bots.is_still(beat.playhead_ms - playing.playhead_ms, gap)
    playing.gap_ms = gap
    playing.even_beats = playing.even_beats + 1 if is_even else 0
    playing.still_beats = playing.still_beats + 1 if is_still else 0


def _unmask(playing: Playing, at_ms: int, outcome: Outcome) -> None:
    """What betrayed itself moves from the people to the programs, with all it had gained."""
    playing.is_bot = outcome.is_unmasked = True
    outcome.reached.clear()
    plays, watch, unique = playing.has_played, playing.credited_ms, playing.unique_seconds
    outcome.gains.append(Gain(at_ms, False, 0, -plays, -watch, -unique))
    outcome.gains.append(Gain(at_ms, True, 0, plays, watch, unique))


def _present(playing: Playing, at_ms: int) -> None:
    """Go on with the span of presence, or begin another after a gap of more than two intervals."""
    if at_ms - playing.last_ms > _PRESENCE[playing.is_live]:
        playing.spans = spans.closed(
            playing.spans,
            start_ms=playing.span_started_ms - playing.started_ms,
            end_ms=playing.last_ms - playing.started_ms,
        )
        playing.span_started_ms = at_ms
    playing.last_ms = max(playing.last_ms, at_ms)


def _steps(playing: Playing, watched: Watched) -> int:
    """How many thresholds the credited time has reached; view@0s needs a beat that played."""
    if not playing.has_played:
        return 0
    credited, length = playing.credited_ms, watched.length_seconds
    if credited >= _LAST_MS:
        return len(THRESHOLDS)
    return sum(_is_reached(credited, threshold, length) for threshold in THRESHOLDS)


def _is_reached(credited_ms: int, threshold: int, length: int | None) -> bool:
    """`threshold` seconds, or more than half of a video that is shorter than that."""
    if length and length < threshold:
        return 2 * credited_ms > length * 1000
    return credited_ms >= threshold * 1000
