"""The grid editor on a thousand sessions, 30 rooms, 900 people: all conflicts, one candidate, one move."""

import multiprocessing
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from statistics import median

import uvloop

from benchmarks import timetable, world
from benchmarks.bench import Bench
from benchmarks.report import Row, say
from events_svc import clock, config
from events_svc.database import connected
from events_svc.events.models import Event
from events_svc.schedule import moves
from events_svc.schedule.conflicts import reading, rules
from events_svc.schedule.conflicts.facts import Facts, Slot
from events_svc.schedule.hold import Placement
from events_svc.schedule.models import Session
from events_svc.schedule.reader_models import Star, StarList
from speakers.models import Availability, Speaker

READERS, STARS = 400, 12
TIMES = 40


def rows(bench: Bench) -> Iterator[Row]:
    """The same on both engines; what the rules alone take does not depend on one."""
    for engine in ("sqlite", "postgres"):
        with bench.on(engine) as env:
            say(f"conflicts and moves of 1,000 sessions, {engine}")
            world.build(env, tickets=0, codes=0)
            timetable.imported(env, bench.folder)
            found = _elsewhere(env)
        if engine == "sqlite":
            yield _row("conflicts of 1,000 sessions, the rules", found["rules"], 50)
            yield _row("one move among 1,000 sessions, the rules", found["one"], 5)
        yield _row(f"conflicts of 1,000 sessions, read and found, {engine}", found["whole"], 100)
        yield _row(f"conflicts of one candidate, read and found, {engine}", found["candidate"], 5)
        yield _row(f"one move, stored, {engine}", found["move"], None)


def _row(work: str, milliseconds: float, goal: float | None) -> Row:
    return Row(work, milliseconds, "ms", goal=goal, at_most=True)


def _elsewhere(env: dict[str, str]) -> dict[str, float]:
    """In a process of its own: two engines in one process spoil each other's statements."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (env,))


def _measured(env: dict[str, str]) -> dict[str, float]:
    return uvloop.run(_measure(config.load(env)))


async def _measure(settings: config.Settings) -> dict[str, float]:
    async with connected(settings):
        event = await Event.get(slug="bench").select_related("venue", "organisation")
        await _furnish(event)
        facts = await reading.agenda(event)
        sessions = await Session.filter(event=event).order_by("id").limit(TIMES)
        wishes = [(session, _later(session)) for session in sessions]
        slots = {slot.id: slot for slot in facts.slots}

        async def whole() -> None:
            rules.find(facts)

        async def read() -> None:
            await reading.of_event(event)

        found = {"rules": await _median([whole] * 5), "whole": await _median([read] * 5)}
        found["one"] = await _median([_alone(slots[one.id], facts) for one in sessions])
        found["candidate"] = await _median([_candidate(event, *wish) for wish in wishes])
        found["move"] = await _median([_moved(*wish) for wish in wishes])
        return found


def _alone(slot: Slot, facts: Facts) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        rules.of(slot, facts)

    return run


def _candidate(event: Event, session: Session, wanted: Placement) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        await reading.of_placement(event, session, wanted)

    return run


def _moved(session: Session, wanted: Placement) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        await moves.move(session, wanted, by=1)

    return run


def _later(session: Session) -> Placement:
    """Five minutes of the same room that nobody has, late in the evening."""
    assert session.starts_at is not None
    start = session.starts_at.replace(hour=13, minute=0) + timedelta(minutes=session.id % 60)
    return Placement(start, start + timedelta(seconds=30), session.room_id)


async def _median(runs: list[Callable[[], Awaitable[None]]]) -> float:
    seconds = []
    for run in runs:
        started = time.perf_counter()
        await run()
        seconds.append(time.perf_counter() - started)
    return median(seconds) * 1000


async def _furnish(event: Event) -> None:
    """When people are there, and what readers have starred."""
    await Event.filter(id=event.id).update(
        starts_at="2027-05-19T00:00:00+00:00", ends_at="2027-05-23T00:00:00+00:00"
    )
    await event.refresh_from_db(fields=["starts_at", "ends_at"])
    people = await Speaker.all().values_list("id", flat=True)
    await Availability.bulk_create(
        Availability(speaker_id=who, starts_at=event.starts_at, ends_at=event.ends_at)
        for who in people
    )
    lists = [
        StarList(event=event, secret=f"bench-{n}", changed_at=clock.now()) for n in range(READERS)
    ]
    await StarList.bulk_create(lists)
    ids = await Session.filter(event=event).values_list("id", flat=True)
    draw = random.Random(1)
    await Star.bulk_create(
        Star(star_list_id=number, session_id=one)
        for number in await StarList.all().values_list("id", flat=True)
        for one in draw.sample([*ids], STARS)
    )
