"""Take jobs, and say how they ended. A job that nobody finished is taken again when its lock is over."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from events_svc import clock
from events_svc.database import in_transaction, is_postgres, rows
from events_svc.outbox.models import Job, JobState

LOCK = timedelta(minutes=5)
MOST_ATTEMPTS = 12
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=6)


async def claim(most: int) -> list[Job]:
    """At most `most` due jobs, oldest first, locked for this worker; no other worker gets them."""
    async with in_transaction():
        ids = [row["id"] for row in await _due(most)]
        if not ids:
            return []
        jobs = await Job.filter(id__in=ids).order_by("run_at", "id")
        await Job.filter(id__in=ids).update(state=JobState.RUNNING, locked_until=clock.now() + LOCK)
        return jobs


async def finish(job: Job) -> None:
    """The job is done."""
    await Job.filter(id=job.id).update(
        state=JobState.DONE, finished_at=clock.now(), locked_until=None, last_error=None
    )


async def fail(job: Job, error: str) -> None:
    """The job comes again after a pause that doubles; after MOST_ATTEMPTS it is dead, for a person."""
    attempts = job.attempts + 1
    is_dead = attempts >= MOST_ATTEMPTS
    await Job.filter(id=job.id).update(
        state=JobState.DEAD if is_dead else JobState.WAITING,
        attempts=attempts,
        run_at=clock.now() + pause(attempts),
        locked_until=None,
        last_error=error[:2000],
        finished_at=clock.now() if is_dead else None,
    )


async def hand_back(jobs: Sequence[Job]) -> None:
    """These jobs were taken and not done (the worker stops): they are due again at once."""
    ids = [job.id for job in jobs]
    await Job.filter(id__in=ids, state=JobState.RUNNING).update(
        state=JobState.WAITING, locked_until=None
    )


async def next_due() -> datetime | None:
    """When the next job wants to run."""
    waiting = await Job.filter(state=JobState.WAITING).order_by("run_at").first()
    return waiting.run_at if waiting else None


def pause(attempts: int) -> timedelta:
    """How long to wait before trying again: 5 s, 10 s, 20 s … at most six hours."""
    doublings: int = 2 ** (attempts - 1)
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)


async def _due(most: int) -> list[dict[str, Any]]:
    now = clock.now()
    if is_postgres():
        return await rows(
            "SELECT id FROM job WHERE (state = 'waiting' AND run_at <= $1)"
            " OR (state = 'running' AND locked_until < $1)"
            " ORDER BY run_at, id LIMIT $2 FOR UPDATE SKIP LOCKED",
            [now, most],
        )
    waiting = Job.filter(state=JobState.WAITING, run_at__lte=now)
    lost = Job.filter(state=JobState.RUNNING, locked_until__lt=now)
    found = await waiting.order_by("run_at", "id").limit(most).values("id")
    return found or await lost.order_by("run_at", "id").limit(most).values("id")
