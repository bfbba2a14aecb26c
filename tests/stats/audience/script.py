"""An audience of known truth: who watches what, when, how, and what of it gets lost on the way.

Nothing here imports the service. Times are milliseconds; the true clock begins at `BEGIN`. Each visit is a
script of steps; a player of our own (the one that tests believe in) turns it into beats.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 8, 26, 22, 30, tzinfo=UTC)  # midnight comes 90 minutes later
VIEWERS, SOURCES = 5_000, 40
MINUTE = 60_000
LIVE_EVERY, REPLAY_EVERY = 10_000, 30_000
AHEAD, BACK = (47 * MINUTE, 120_000), (71 * MINUTE, -45_000)  # the server's clock jumps, twice
LENGTHS = (8, 25, 600, 601, 1500, 3600)

Step = tuple[str, int]  # watch | pause | stall | hide: milliseconds; seek: to which millisecond


@dataclass(frozen=True)
class Source:
    """A live link whose session ends at `ends` (true milliseconds), or a recording of `length` seconds."""

    number: int
    ends: int | None = None
    length: int | None = None

    @property
    def is_live_link(self) -> bool:
        return self.length is None


@dataclass(frozen=True)
class Visit:
    """One playing: who, where, when, how fast, and what is done in it."""

    sid: str
    source: Source
    address: str
    agent: str
    begins: int
    steps: tuple[Step, ...]
    rate: float = 1.0
    is_forged: bool = False


@dataclass(frozen=True, order=True)
class Sent:
    """A beat on its way; `copies` 0 = lost, 2 = doubled."""

    at: int
    sid: str
    sn: int
    playhead: int
    state: str
    copies: int = field(default=1, compare=False)


def server_clock(at: int) -> datetime:
    """What the server's clock says at a true instant."""
    jumped = sum(by for when, by in (AHEAD, BACK) if at >= when)
    return BEGIN + timedelta(milliseconds=at + jumped)


def sources() -> list[Source]:
    """Twenty live links, whose sessions end before, at and after midnight, and twenty recordings."""
    live = [Source(n, ends=(20 + 6 * n) * MINUTE) for n in range(SOURCES // 2)]
    return live + [
        Source(n, length=LENGTHS[n % len(LENGTHS)]) for n in range(SOURCES // 2, SOURCES)
    ]


def visits(found: list[Source]) -> list[Visit]:
    """What all viewers do; the same in every run."""
    dice = random.Random(20260826)
    made = [visit for viewer in range(VIEWERS) for visit in _visits_of(viewer, found, dice)]
    return made


def _visits_of(viewer: int, found: list[Source], dice: random.Random) -> Iterator[Visit]:
    address = f"10.{viewer // 40000}.{viewer // 200 % 200}.{viewer % 200}"
    agent = f"Mozilla/5.0 (X11; Linux x86_64) Firefox/{100 + viewer % 40}.0"
    if viewer % 50 == 7:  # two people behind one address, with the same browser
        address = f"10.0.{(viewer - 1) // 200 % 200}.{(viewer - 1) % 200}"
        agent = f"Mozilla/5.0 (X11; Linux x86_64) Firefox/{100 + (viewer - 1) % 40}.0"
    if viewer % 60 == 9:
        agent = "ExampleBot/1.0 (+https://example.org/bot)"
    source = dice.choice(found)
    begins = dice.randrange(100 * MINUTE)
    if source.ends and dice.random() < 0.8:  # most come towards the end of the session
        begins = max(0, source.ends + 30_000 - dice.randrange(dice.choice((3, 12)) * MINUTE))
    first = _visit(viewer, 0, source, (address, agent), begins, dice)
    yield first
    if viewer % 9 == 0:  # another window at the same time
        yield _visit(viewer, 1, source, (address, agent), begins + 2_000, dice)
    if viewer % 11 == 0:  # comes back, perhaps on another day
        later = begins + dice.choice((12, 30, 70, 95)) * MINUTE
        yield _visit(viewer, 2, source, (address, agent), later, dice)


def _visit(
    viewer: int,
    number: int,
    source: Source,
    who: tuple[str, str],
    begins: int,
    dice: random.Random,
) -> Visit:
    kind = viewer * 3 + number
    is_forged = kind % 97 == 5
    rate = dice.choice((1.25, 2.0)) if kind % 13 == 4 and not source.is_live_link else 1.0
    return Visit(
        sid=f"viewer-{viewer}-{number}",
        source=source,
        address=who[0],
        agent=who[1],
        begins=begins,
        steps=(("watch", 20),) if is_forged else tuple(_steps(kind, source, dice)),
        rate=rate,
        is_forged=is_forged,
    )


def _steps(kind: int, source: Source, dice: random.Random) -> Iterator[Step]:
    def some(low: int, high: int) -> int:
        return dice.randrange(low * 1000, high * 1000)

    if source.length is not None and source.length < 60:
        yield "watch", min(some(1, 40), source.length * 1000)
        if kind % 3 == 0:
            yield "seek", 1000
            yield "watch", some(1, 7)
        return
    if kind % 211 == 3:  # stays long, some over midnight
        yield "watch", some(600, 1500)
        return
    yield "watch", some(1, 70)
    if kind % 5 == 0:
        yield "pause", some(1, 50)
        yield "watch", some(5, 40)
    if kind % 7 == 0 and source.length:
        yield "seek", some(0, 20)  # a rewind, mostly
        yield "watch", some(3, 60)
    if kind % 17 == 0 and source.length:
        yield "seek", some(300, 400)
        yield "watch", some(3, 60)
    if kind % 19 == 0:
        yield "stall", some(1, 9)
        yield "watch", some(2, 20)
    if kind % 23 == 0:
        yield "hide", some(5, 60)
        yield "watch", some(2, 20)


_STATES = {"pause": "a", "stall": "r", "hide": "h"}


def beats(visit: Visit) -> list[Sent]:
    """What the visit's player sends: at each change of state, and in between about every interval."""
    dice = random.Random(visit.sid)
    if visit.is_forged:
        return [Sent(visit.begins + n, visit.sid, n, n * 2_000, "p") for n in range(1, 21)]
    every = LIVE_EVERY if visit.source.is_live_link else REPLAY_EVERY
    at, playhead, made = visit.begins, 0, list[tuple[int, int, str, bool]]()
    for name, amount in visit.steps:
        if name == "seek":
            made.append((at, playhead, "k", False))
            at, playhead = at + 300, amount
            continue
        state = _STATES.get(name, "p")
        moves = visit.rate if state in "ph" else 0.0
        made.append((at, playhead, state, False))
        passed = 0
        while (passed := passed + int(every * dice.uniform(0.8, 1.2))) < amount and state in "ph":
            made.append((at + passed, playhead + int(passed * moves), state, True))
        at, playhead = at + amount, playhead + int(amount * moves)
    made.append((at, playhead, "q", False))
    return [
        Sent(when, visit.sid, number, where, state, _copies(is_regular, dice))
        for number, (when, where, state, is_regular) in enumerate(made, 1)
    ]


def _copies(is_regular: bool, dice: random.Random) -> int:
    lot = dice.random()
    if lot < (0.12 if is_regular else 0.01):
        return 0
    return 2 if lot > 0.95 else 1


def undisturbed(visit: Visit, sent: list[Sent]) -> bool:
    """Whether nothing was lost and no clock jumped: then what was watched is what must be credited."""
    last = sent[-1].at
    jumps = any(visit.begins <= when <= last for when, _ in (AHEAD, BACK))
    return not jumps and not visit.is_forged and all(beat.copies for beat in sent)


def watched_ms(visit: Visit) -> int:
    """How long the visit really watched."""
    return sum(amount for name, amount in visit.steps if name == "watch")
