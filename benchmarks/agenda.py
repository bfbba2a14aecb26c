"""The grid editor on 1,000 sessions, 30 rooms, 927 speakers: all conflicts, one candidate, one move."""

import multiprocessing
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from statistics import median

import uvloop

from benchmarks import world
from benchmarks.bench import Bench
from benchmarks.report import Row, say
from events_svc import clock, config
from events_svc.database import connected
from events_svc.events.models import Event
from events_svc.schedule import moves
from events_svc.schedule.conflicts import reading, rules
from events_svc.schedule.conflicts.facts import Facts, Slot
from events_svc.schedule.hold import Placement, holder
from events_svc.schedule.models import Appearance, Session
from events_svc.schedule.reader_models import Star, StarList
from speakers.models import Availability, Engagement, Speaker
from venues.models import Booking, Opening, Room, Venue

SESSIONS, ROOMS, SPEAKERS, DAYS = 1_000, 30, 927, 3
READERS, STARS = 400, 12
TIMES = 40
BEGIN = datetime(2027, 5, 20, tzinfo=UTC)

Work = Callable[[], Awaitable[object]]


def rows(bench: Bench) -> Iterator[Row]:
    """The same on both engines; what the rules alone take does not depend on one."""
    for engine in ("sqlite", "postgres"):
        with bench.on(engine) as env:
            say(f"conflicts and moves of 1,000 sessions, {engine}")
            world.build(env, tickets=0, codes=0)
            found = _elsewhere(env)
        if engine == "sqlite":
            yield _row("conflicts of 1,000 sessions, the rules", found["rules"], 50)
            yield _row("one move among 1,000 sessions, the rules", found["one"], 5)
        yield _row(f"conflicts of 1,000 sessions, read and found, {engine}", found["read"], None)
        yield _row(f"one move asked about, read and found, {engine}", found["asked"], 5)
        yield _row(f"one move, stored, {engine}", found["moved"], None)


def _row(work: str, milliseconds: float, goal: float | None) -> Row:
    return Row(work, milliseconds, "ms", goal=goal, at_most=True)


def _elsewhere(env: dict[str, str]) -> dict[str, float]:
    """In a process of its own: two engines in one process spoil each other's statements."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (env,))


def _run(env: dict[str, str]) -> dict[str, float]:
    return uvloop.run(_measure(config.load(env)))


async def _measure(settings: config.Settings) -> dict[str, float]:
    async with connected(settings):
        event = await _furnish()
        facts = await reading.agenda(event)
        sessions = await Session.filter(event=event).order_by("id").limit(TIMES)
        wishes = [(one, _later(one)) for one in sessions]
        slots = {slot.id: slot for slot in facts.slots}
        return {
            "rules": _work([lambda: rules.find(facts)] * 5),
            "one": _work([_touched(slots[one.id], facts) for one in sessions]),
            "read": await _median([lambda: reading.of_event(event)] * 5),
            "asked": await _median([_asked(event, *wish) for wish in wishes]),
            "moved": await _median([_moved(*wish) for wish in wishes]),
        }


def _work(works: list[Callable[[], object]]) -> float:
    """Milliseconds of the processor: the rules wait for nothing."""
    seconds = []
    for work in works:
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return median(seconds) * 1000


async def _median(works: list[Work]) -> float:
    """Milliseconds of the processor of this process: the driver's thread too, PostgreSQL not."""
    seconds = []
    for work in works:
        started = time.process_time()
        await work()
        seconds.append(time.process_time() - started)
    return median(seconds) * 1000


def _touched(slot: Slot, facts: Facts) -> Callable[[], object]:
    return lambda: rules.of(slot, facts)


def _asked(event: Event, session: Session, wanted: Placement) -> Work:
    return lambda: reading.of_placement(event, session, wanted)


def _moved(session: Session, wanted: Placement) -> Work:
    return lambda: moves.move(session, wanted, by=1)


def _later(session: Session) -> Placement:
    """A minute of the same room in the evening, which nobody else wants."""
    start = BEGIN + timedelta(hours=20, minutes=session.number)
    return Placement(start, start + timedelta(minutes=1), session.room_id)


async def _furnish() -> Event:
    """The event with its sessions, all placed; speakers who are there; readers who have starred."""
    await Event.filter(slug="bench").update(starts_at=BEGIN, ends_at=BEGIN + DAYS * timedelta(1))
    event = await Event.get(slug="bench").select_related("venue", "organisation")
    venue = await Venue.create(owner="organisation:1", name={"en": "Bench"})
    await Room.bulk_create(
        Room(venue=venue, key=str(n), name={"en": f"Hall {n}"}, capacity=100) for n in range(ROOMS)
    )
    await Speaker.bulk_create(
        Speaker(owner="organisation:1", key=str(n), slug=f"s{n}", name={"en": f"Person {n}"})
        for n in range(SPEAKERS)
    )
    end = BEGIN + DAYS * timedelta(1)
    await Opening.bulk_create(
        Opening(room_id=n + 1, starts_at=BEGIN, ends_at=end) for n in range(ROOMS)
    )
    await Availability.bulk_create(
        Availability(speaker_id=n + 1, starts_at=BEGIN, ends_at=end) for n in range(SPEAKERS)
    )
    await _place(event)
    await _star(event)
    return event


async def _place(event: Event) -> None:
    """Forty minutes each, every three quarters of an hour, in all rooms at once."""
    spans = [
        (BEGIN + n // (ROOMS * 12) * timedelta(1) + n // ROOMS % 12 * timedelta(minutes=45))
        for n in range(SESSIONS)
    ]
    length = timedelta(minutes=40)
    await Session.bulk_create(
        Session(
            event=event,
            number=n + 1,
            code=f"B{n:05}",
            key=str(n),
            title={"zh": f"第 {n} 场", "en": f"Session {n}"},
            room_id=n % ROOMS + 1,
            starts_at=start,
            ends_at=start + length,
        )
        for n, start in enumerate(spans)
    )
    await Appearance.bulk_create(
        Appearance(session_id=n + 1, speaker_id=n % SPEAKERS + 1) for n in range(SESSIONS)
    )
    times = [(holder(n + 1), start, start + length) for n, start in enumerate(spans)]
    await Booking.bulk_create(
        Booking(room_id=n % ROOMS + 1, holder=name, starts_at=start, ends_at=end)
        for n, (name, start, end) in enumerate(times)
    )
    await Engagement.bulk_create(
        Engagement(speaker_id=n % SPEAKERS + 1, holder=name, starts_at=start, ends_at=end)
        for n, (name, start, end) in enumerate(times)
    )


async def _star(event: Event) -> None:
    await StarList.bulk_create(
        StarList(event=event, secret=f"bench-{n}", changed_at=clock.now()) for n in range(READERS)
    )
    draw = random.Random(1)
    await Star.bulk_create(
        Star(star_list_id=number + 1, session_id=session + 1)
        for number in range(READERS)
        for session in draw.sample(range(SESSIONS), STARS)
    )
