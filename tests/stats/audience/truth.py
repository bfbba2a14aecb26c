"""The figures of the audience by the words of the definitions, from the scripts alone: sets and sums, slow
and plain. Nothing here imports the service either.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.stats.audience import script
from tests.stats.audience.script import Sent, Source, Visit

Key = tuple[str, str, int, date]  # address, agent, source, day of the first beat


@dataclass
class Playing:
    """What the server can know of a visit, by the definitions."""

    visit: Visit
    key: Key
    is_live: bool
    first: datetime
    latest: datetime  # a clock that goes back passes no time until it is where it was
    last: Sent
    credited: int = 0
    seconds: set[int] = field(default_factory=set)
    spans: list[tuple[datetime, datetime]] = field(default_factory=list)
    reached: dict[int, datetime] = field(default_factory=dict)
    history: list[tuple[datetime, int]] = field(default_factory=list)  # credit at each beat

    @property
    def is_program(self) -> bool:
        return "bot" in self.visit.agent.lower()

    @property
    def every(self) -> int:
        return script.LIVE_EVERY if self.is_live else script.REPLAY_EVERY


def playings(visits: Iterable[Visit]) -> list[Playing]:
    """The playings of those visits of which some beat arrived."""
    made = (_playing(visit) for visit in visits)
    return [playing for playing in made if playing]


def _playing(visit: Visit) -> Playing | None:
    arrived = [beat for beat in script.beats(visit) if beat.copies]
    if not arrived:
        return None
    at = script.server_clock(arrived[0].at)
    ends = visit.source.ends
    is_live = ends is not None and at < script.BEGIN + timedelta(milliseconds=ends)
    key = (visit.address, visit.agent, visit.source.number, at.date())
    made = Playing(visit, key, is_live, at, at, arrived[0], spans=[(at, at)])
    _reach(made, at)
    for beat in arrived[1:]:
        _next(made, beat)
    return made


def _next(made: Playing, beat: Sent) -> None:
    at = script.server_clock(beat.at)
    passed = (at - made.latest) // timedelta(milliseconds=1)
    if made.last.state == "p":
        _credit(made, beat, passed, (at - made.first) // timedelta(milliseconds=1))
    if passed > 2 * made.every:
        made.spans.append((at, at))
    made.latest = max(made.latest, at)
    made.spans[-1] = (made.spans[-1][0], made.latest)
    made.last = beat
    _reach(made, at)


def _credit(made: Playing, beat: Sent, passed: int, since: int) -> None:
    moved = beat.playhead - made.last.playhead
    claimed = int(moved / made.visit.rate)
    amount = passed if made.is_live else min(claimed, max(passed, 0) + 2_000)
    amount = max(0, min(amount, 3 * made.every))
    most = max(since, 0) + 2_000
    made.credited = max(made.credited, min(made.credited + amount, most))
    if not made.is_live and 0 < moved / made.visit.rate <= max(passed, 0) + 2_000:
        length = made.visit.source.length or 12 * 3600
        seen = range(made.last.playhead // 1000, -(-beat.playhead // 1000))
        made.seconds |= {second for second in seen if second < length}


def _reach(made: Playing, at: datetime) -> None:
    made.history.append((at, made.credited))
    length = made.visit.source.length
    for threshold in (0, 10, 30):
        if length and length < threshold:
            enough = 2 * made.credited > length * 1000
        else:
            enough = made.credited >= threshold * 1000
        if enough and (made.last.state == "p" or made.credited) and threshold not in made.reached:
            made.reached[threshold] = at


def figures(source: Source, found: list[Playing]) -> dict[str, object]:
    """All figures of a source, as the definitions say."""
    people = [one for one in found if not one.is_program]
    live = [one for one in people if one.is_live]
    replay = [one for one in people if not one.is_live]
    return {
        "views": {t: len(_views(people, t)) for t in (0, 10, 30)},
        "live": sum(one for _, _, one in _views(people, 10)),
        "watch": (_watched(live), _watched(replay)),
        "seconds": sum(len(one.seconds) for one in people),
        "viewers": (_viewers(people), _viewers(live), _viewers(replay)),
        "programs": len(found) - len(people),
        "peak": _peak(live),
        "retention": _retention(source, replay),
    }


def _views(people: list[Playing], threshold: int) -> set[tuple[Key, datetime, bool]]:
    """At most one per viewer key and hour: the first to reach it says whether it was live."""
    first: dict[tuple[Key, datetime], tuple[datetime, bool]] = {}
    for one in people:
        if (at := one.reached.get(threshold)) is None:
            continue
        hour = at.replace(minute=0, second=0, microsecond=0)
        first[(one.key, hour)] = min(
            first.get((one.key, hour), (at, one.is_live)), (at, one.is_live)
        )
    return {(key, hour, is_live) for (key, hour), (_, is_live) in first.items()}


def _watched(people: list[Playing]) -> int:
    return sum(one.credited for one in people)


def _viewers(people: list[Playing]) -> tuple[int, int]:
    days: dict[date, set[Key]] = defaultdict(set)
    for one in people:
        days[one.key[3]].add(one.key)
    sizes = [len(keys) for keys in days.values()]
    return max(sizes, default=0), sum(sizes)


def _peak(live: list[Playing]) -> tuple[int, datetime | None]:
    """Counted anew at each instant at which somebody appears."""
    stay = 2 * timedelta(milliseconds=script.LIVE_EVERY)
    spans = [(one.key, low, high + stay) for one in live for low, high in one.spans]
    best, when = 0, None
    for moment in sorted({low for _, low, _ in spans}):
        count = len({key for key, low, high in spans if low <= moment < high})
        if count > best:
            best, when = count, moment
    return best, when


def _retention(source: Source, replay: list[Playing]) -> list[float] | None:
    seen: dict[Key, set[int]] = defaultdict(set)
    for one in replay:
        seen[one.key] |= one.seconds
    every = set().union(*seen.values())
    length = source.length or (max(every) + 1 if every else 0)
    if not every:
        return None
    width = -(-length // 100)
    bins = range(-(-length // width))
    return [
        sum(
            any(number * width <= s < (number + 1) * width for s in seconds)
            for seconds in seen.values()
        )
        / len(seen)
        for number in bins
    ]
