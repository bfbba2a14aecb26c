"""The worker: handlers, failures, clocks, a graceful stop."""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from events_svc import clock, worker
from events_svc.config import Settings
from events_svc.jobs import Clock, Context
from events_svc.outbox.clocks import take_turn
from events_svc.outbox.enqueue import enqueue
from events_svc.outbox.models import Job, JobState


@pytest.fixture
async def context(database: None, settings: Settings) -> Any:
    async with aiohttp.ClientSession() as http:
        yield Context(settings, http)


async def test_a_job_reaches_its_handler_and_is_done(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, Any]] = []

    async def handler(_context: Context, payload: dict[str, Any]) -> None:
        seen.append(payload)

    monkeypatch.setitem(worker.HANDLERS, "test.seen", handler)
    await enqueue("test.seen", order_id=7)
    assert await worker.work_off(context) == 1
    assert seen == [{"order_id": 7}]
    assert await Job.all().values_list("state", flat=True) == [JobState.DONE]


async def test_a_handler_that_raises_leaves_the_job_with_its_reason(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def handler(_context: Context, _payload: dict[str, Any]) -> None:
        raise ConnectionError("no route")

    monkeypatch.setitem(worker.HANDLERS, "test.broken", handler)
    await enqueue("test.broken")
    await worker.work_off(context)
    (job,) = await Job.all()
    assert (job.state, job.last_error) == (JobState.WAITING, "ConnectionError: no route")


async def test_a_job_of_an_unknown_kind_is_not_lost(context: Context) -> None:
    await enqueue("nobody.knows")
    await worker.work_off(context)
    (job,) = await Job.all()
    assert (job.state, job.last_error) == (JobState.WAITING, "NoHandler: nobody.knows")


async def test_a_worker_that_stops_hands_back_what_it_took(context: Context) -> None:
    await enqueue("nobody.knows")
    stop = asyncio.Event()
    stop.set()
    await worker.work_off(context, stop)
    (job,) = await Job.all()
    assert (job.state, job.attempts) == (JobState.WAITING, 0)


async def test_a_clock_runs_once_in_its_interval_for_all_workers(database: None) -> None:
    turns = [await take_turn("sweep", timedelta(minutes=1)) for _ in range(3)]
    raced = await asyncio.gather(*(take_turn("other", timedelta(minutes=1)) for _ in range(5)))
    clock.shift(timedelta(minutes=1, seconds=1))
    assert turns == [True, False, False]
    assert sorted(raced) == [False, False, False, False, True]
    assert await take_turn("sweep", timedelta(minutes=1))


async def test_a_clock_that_fails_does_not_stop_the_others(context: Context) -> None:
    ran: list[str] = []

    async def breaks(_context: Context) -> None:
        raise RuntimeError("broken")

    async def runs(_context: Context) -> None:
        ran.append("b")

    every = timedelta(minutes=1)
    await worker.turn_clocks(context, [Clock("a", every, breaks), Clock("b", every, runs)])
    assert ran == ["b"]


async def test_the_worker_wakes_for_a_new_job_and_stops_when_told(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = asyncio.Event()

    async def handler(_context: Context, _payload: dict[str, Any]) -> None:
        done.set()

    monkeypatch.setitem(worker.HANDLERS, "test.wake", handler)
    monkeypatch.setattr(worker, "CLOCKS", [])
    monkeypatch.setattr(worker, "LOOK_EVERY", 60.0)
    stop = asyncio.Event()
    running = asyncio.create_task(worker.work(context.settings, stop))
    await asyncio.sleep(0.05)
    await enqueue("test.wake")
    await asyncio.wait_for(done.wait(), 60)
    stop.set()
    await asyncio.wait_for(running, 60)
    assert await Job.all().values_list("state", flat=True) == [JobState.DONE]
