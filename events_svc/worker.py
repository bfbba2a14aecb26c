"""The worker: takes jobs from the outbox, runs their handlers, and turns the clocks."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from prometheus_client import Counter

from events_svc.accounts.audit import Actor, acting
from events_svc.config import Settings
from events_svc.database import notices
from events_svc.gateways.http import session
from events_svc.jobs import (
    Clock,
    Context,
    Handler,
    Loop,
    accounts,
    agenda,
    all_of,
    books,
    calls,
    counters,
    door,
    events,
    feeds,
    incidents,
    letters,
    mail,
    media,
    order_mails,
    outbox,
    payment_reminders,
    payments,
    privacy,
    probes,
    recordings,
    reports,
    reviews,
    stats,
    tickets,
    timetable,
    waiting,
    webhooks,
)
from events_svc.outbox import claim
from events_svc.outbox.clocks import take_turn
from events_svc.outbox.models import Job

log = logging.getLogger("events_svc.worker")

JOBS = Counter("events_svc_jobs_total", "Jobs", ["kind", "outcome"])

HANDLERS: dict[str, Handler] = all_of(
    [
        accounts.HANDLERS,
        agenda.HANDLERS,
        books.HANDLERS,
        events.HANDLERS,
        calls.HANDLERS,
        counters.HANDLERS,
        feeds.HANDLERS,
        incidents.HANDLERS,
        letters.HANDLERS,
        mail.HANDLERS,
        order_mails.HANDLERS,
        payments.HANDLERS,
        recordings.HANDLERS,
        reports.HANDLERS,
        reviews.HANDLERS,
        tickets.HANDLERS,
        timetable.HANDLERS,
        waiting.HANDLERS,
    ]
)
CLOCKS: list[Clock] = [
    *accounts.CLOCKS,
    *agenda.CLOCKS,
    *calls.CLOCKS,
    *counters.CLOCKS,
    *door.CLOCKS,
    *incidents.CLOCKS,
    *letters.CLOCKS,
    *media.CLOCKS,
    *outbox.CLOCKS,
    *payment_reminders.CLOCKS,
    *payments.CLOCKS,
    *privacy.CLOCKS,
    *reports.CLOCKS,
    *stats.CLOCKS,
    *tickets.CLOCKS,
    *timetable.CLOCKS,
    *waiting.CLOCKS,
    *webhooks.CLOCKS,
]

LOOPS: list[Loop] = [probes.probe, webhooks.deliver]

AT_ONCE = 8
LOOK_EVERY = 5.0  # seconds; notices make it sooner


class NoHandler(Exception):
    """Nobody knows how to do this kind of job."""


async def work(settings: Settings, stop: asyncio.Event) -> None:
    """Do jobs and turn clocks until `stop` is set; then end what runs and hand back the rest.

    The ORM is connected by the caller.
    """
    acting.set(Actor("worker"))
    async with (
        session() as http,
        notices.listening("jobs") as noticed,
        _beside(settings, stop),
    ):
        context = Context(settings, http)
        while not stop.is_set():
            noticed.clear()
            await turn_clocks(context)
            if await work_off(context, stop):
                continue
            await _either(stop, noticed)


@asynccontextmanager
async def _beside(settings: Settings, stop: asyncio.Event) -> AsyncIterator[None]:
    """The loops that run beside the jobs; they end by themselves when `stop` is set."""
    loops = [asyncio.create_task(loop(settings, stop)) for loop in LOOPS]
    try:
        yield
    finally:
        if not stop.is_set():
            for loop in loops:
                loop.cancel()
        for ended in await asyncio.gather(*loops, return_exceptions=True):
            if isinstance(ended, Exception):
                log.error("a loop failed", exc_info=ended)


async def work_off(context: Context, stop: asyncio.Event | None = None) -> int:
    """Do the jobs that are due now, several at a time; the number taken."""
    jobs = await claim.claim(AT_ONCE)
    if stop is not None and stop.is_set():
        await claim.hand_back(jobs)
        return 0
    await asyncio.gather(*(_attempt(context, job) for job in jobs))
    return len(jobs)


async def turn_clocks(context: Context, clocks: Sequence[Clock] | None = None) -> None:
    """Run each clock whose time has come; one that fails is logged and comes again in its time."""
    for one in CLOCKS if clocks is None else clocks:
        if not await take_turn(one.name, one.every):
            continue
        try:
            await one.run(context)
        except Exception:
            log.exception("clock failed", extra={"clock": one.name})


async def _attempt(context: Context, job: Job) -> None:
    started = time.perf_counter()
    try:
        handler = HANDLERS.get(job.kind)
        if handler is None:
            raise NoHandler(job.kind)
        await handler(context, job.payload)
    except Exception as error:
        JOBS.labels(job.kind, "failed").inc()
        log.exception("job failed", extra={"job": job.id, "kind": job.kind})
        await claim.fail(job, f"{type(error).__name__}: {error}")
    else:
        JOBS.labels(job.kind, "done").inc()
        await claim.finish(job)
        ms = round((time.perf_counter() - started) * 1000, 1)
        log.debug("job", extra={"job": job.id, "kind": job.kind, "ms": ms})


async def _either(stop: asyncio.Event, noticed: asyncio.Event) -> None:
    waits = [asyncio.create_task(stop.wait()), asyncio.create_task(noticed.wait())]
    try:
        await asyncio.wait(waits, timeout=LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
