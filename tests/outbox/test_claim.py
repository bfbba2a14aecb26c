"""Jobs: written with their change, done at least once, by one worker at a time."""

import asyncio
from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.outbox import claim
from events_svc.outbox.enqueue import enqueue
from events_svc.outbox.models import Job, JobState


async def test_a_job_of_a_failed_transaction_was_never_there(database: None) -> None:
    async def fail() -> None:
        async with in_transaction():
            await enqueue("order.placed", order_id=1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await Job.all().count() == 0


async def test_due_jobs_are_claimed_oldest_first(database: None) -> None:
    second = await enqueue("b", run_at=clock.now() - timedelta(seconds=1))
    first = await enqueue("a", run_at=clock.now() - timedelta(seconds=2))
    await enqueue("later", run_at=clock.now() + timedelta(hours=1))
    assert [job.id for job in await claim.claim(10)] == [first.id, second.id]


async def test_two_workers_never_get_the_same_job(database: None) -> None:
    for number in range(40):
        await enqueue("a", number=number)
    taken = await asyncio.gather(*(claim.claim(5) for _ in range(10)))
    numbers = [job.payload["number"] for jobs in taken for job in jobs]
    assert sorted(numbers) == sorted(set(numbers))
    rest = await claim.claim(50)
    assert len(numbers) + len(rest) == 40


async def test_a_failed_job_comes_again_later(database: None) -> None:
    await enqueue("a")
    (job,) = await claim.claim(1)
    await claim.fail(job, "the server is away")
    kept = await Job.get(id=job.id)
    assert (kept.state, kept.attempts, kept.last_error) == (
        JobState.WAITING,
        1,
        "the server is away",
    )
    assert await claim.claim(1) == []
    clock.shift(timedelta(seconds=6))
    assert [again.id for again in await claim.claim(1)] == [job.id]


async def test_a_job_that_fails_too_often_is_dead_and_waits_for_a_person(database: None) -> None:
    job = await enqueue("a")
    for attempt in range(claim.MOST_ATTEMPTS):
        clock.shift(timedelta(days=attempt + 1))
        (job,) = await claim.claim(1)
        await claim.fail(job, "no")
    kept = await Job.get(id=job.id)
    assert (kept.state, kept.attempts) == (JobState.DEAD, claim.MOST_ATTEMPTS)
    clock.shift(timedelta(days=99))
    assert await claim.claim(1) == []


async def test_a_job_whose_worker_died_is_taken_again_after_its_lock(database: None) -> None:
    await enqueue("a")
    (job,) = await claim.claim(1)
    assert await claim.claim(1) == []
    clock.shift(claim.LOCK + timedelta(seconds=1))
    assert [again.id for again in await claim.claim(1)] == [job.id]


async def test_jobs_handed_back_are_due_at_once(database: None) -> None:
    await enqueue("a")
    jobs = await claim.claim(1)
    await claim.hand_back(jobs)
    assert [job.id for job in await claim.claim(1)] == [jobs[0].id]


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 5), (2, 10), (5, 80), (30, 6 * 3600)])
def test_the_pause_doubles_up_to_six_hours(attempts: int, seconds: int) -> None:
    assert claim.pause(attempts) == timedelta(seconds=seconds)
