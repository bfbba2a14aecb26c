"""A playing and the beats that change it. Pure: the merge rule of several processes stands here.

**The rule.** The row of the database is the one truth of a playing. Whoever flushes reads it under lock and
applies, in the order of `sn`, those beats whose `sn` is above the row's; what is below has been healed by
the later, cumulative one. So it does not matter which process received which beat, how often, or in which
order: a stretch of time is credited once, between two beats that follow each other in the row.

Times are milliseconds since 1970.
"""

from collections.abc import Collection
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
    is_usual: bool = True  # nothing of SELDOM changed, nothing was reached
    is_unmasked: bool = False  # it turned out to be a program


# What a beat in the midst of watching leaves as it was.
SELDOM = (
    "state",
    "rate",
    "span_started_ms",
    "spans",
    "is_bot",
    "has_played",
    "even_beats",
    "still_beats",
)
_seldom = attrgetter(*SELDOM)


def apply(playing: Playing, beats: Collection[Beat], watched: Watched) -> Outcome:
    """Change `playing` by the beats above its `last_sn`, in their order, and say what that did."""
    outcome, before = Outcome([], []), _seldom(playing)
    for beat in beats if len(beats) == 1 else sorted(beats, key=_number):
        if beat.sn > playing.last_sn:
            outcome.is_changed = True
            _apply_one(playing, beat, watched, outcome)
    outcome.is_usual = _seldom(playing) == before and not outcome.reached
    return outcome


_number = attrgetter("sn")


def _apply_one(playing: Playing, beat: Beat, watched: Watched, outcome: Outcome) -> None:
    """(Every beat goes this way: what is read twice has a local name.)"""
    at_ms, passed = beat.at_ms, beat.at_ms - playing.last_ms
    played, credited = playing.has_played, playing.credited_ms
    watch_ms = unique_seconds = 0
    if playing.last_sn:
        moved = beat.playhead_ms - playing.playhead_ms
        if playing.state == PLAYING:
            watch_ms, unique_seconds = _credit(playing, beat, watched, (moved, passed))
        _suspect(playing, beat, (moved, passed))
    if passed > _PRESENCE[playing.is_live]:
        _come_back(playing, at_ms)
    if passed > 0:
        playing.last_ms = at_ms
    playing.last_sn, playing.state = beat.sn, beat.state
    playing.rate, playing.playhead_ms = beat.rate, beat.playhead_ms
    plays = beat.state == PLAYING and not played
    playing.has_played = played or plays
    outcome.gains.append(Gain(at_ms, playing.is_bot, 0, plays, watch_ms, unique_seconds))
    if playing.is_bot:
        return
    if credited < _LAST_MS or not played:
        outcome.reached += _reached(playing, beat, watched, _steps(played, credited, watched))
    if bots.is_betrayed(playing.even_beats, playing.still_beats):
        _unmask(playing, at_ms, outcome)


def _credit(
    playing: Playing, beat: Beat, watched: Watched, stretch: tuple[int, int]
) -> tuple[int, int]:
    """Credit the stretch since the beat before, (playhead, clock); the time and the new seconds of it."""
    moved, passed = stretch
    if playing.is_live:
        amount, unique = credit.of_live(passed, _INTERVAL[True]), 0
    else:
        ran = credit.ran(moved, playing.rate)
        amount = credit.of_recording(ran, passed, _INTERVAL[False])
        unique = _cover(playing, beat, watched) if credit.is_plausible(ran, passed) else 0
    before = playing.credited_ms
    total = credit.within(before + amount, beat.at_ms - playing.started_ms)
    if total <= before:
        return 0, unique
    playing.credited_ms = total
    return total - before, unique


def _cover(playing: Playing, beat: Beat, watched: Watched) -> int:
    """Set the seconds between the two playheads; how many of them are new."""
    before = playing.unique_seconds
    playing.coverage = coverage.covered(
        playing.coverage,
        playing.playhead_ms,
        beat.playhead_ms,
        length_seconds=watched.length_seconds,
    )
    playing.unique_seconds = coverage.seconds(playing.coverage)
    return playing.unique_seconds - before


def _suspect(playing: Playing, beat: Beat, stretch: tuple[int, int]) -> None:
    """Count gaps that are all but equal, and stretches in which the playhead stood."""
    if playing.state != PLAYING or beat.state != PLAYING:
        playing.gap_ms = playing.even_beats = playing.still_beats = 0
        return
    moved, gap = stretch
    is_even = beat.is_jittered and bots.is_even(gap, playing.gap_ms)
    is_still = beat.has_playhead and bots.is_still(moved, gap)
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


def _come_back(playing: Playing, at_ms: int) -> None:
    """Begin another span of presence, after a gap of more than two intervals."""
    playing.spans = spans.closed(
        playing.spans,
        start_ms=playing.span_started_ms - playing.started_ms,
        end_ms=playing.last_ms - playing.started_ms,
    )
    playing.span_started_ms = at_ms


def _reached(playing: Playing, beat: Beat, watched: Watched, before: int) -> list[Reached]:
    """The thresholds above the first `before` that it has reached with this beat."""
    now = _steps(playing.has_played, playing.credited_ms, watched)
    return [Reached(threshold, beat.at_ms) for threshold in THRESHOLDS[before:now]]


def _steps(has_played: bool, credited_ms: int, watched: Watched) -> int:
    """How many thresholds the credited time has reached; view@0s needs a beat that played."""
    if not has_played:
        return 0
    length = watched.length_seconds
    return sum(_is_reached(credited_ms, threshold, length) for threshold in THRESHOLDS)


def _is_reached(credited_ms: int, threshold: int, length: int | None) -> bool:
    """`threshold` seconds, or more than half of a video that is shorter than that."""
    if length and length < threshold:
        return 2 * credited_ms > length * 1000
    return credited_ms >= threshold * 1000
