"""Write a job in the transaction of the change that asks for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from events_svc import clock
from events_svc.database import notices
from events_svc.database.bulk import insert_all
from events_svc.outbox.models import Job, JobState


async def enqueue(kind: str, *, run_at: datetime | None = None, **payload: Any) -> Job:
    """A job of `kind` (`order.placed`), done at least once, not before `run_at` (default: now).

    `payload` is JSON and names rows by id. Called inside the transaction of the change: both are
    stored, or neither.
    """
    job = await Job.create(kind=kind, payload=payload, run_at=run_at or clock.now())
    await notices.notify("jobs")
    return job


async def enqueue_all(kind: str, payloads: Sequence[dict[str, Any]]) -> None:
    """A job of `kind` for each of the payloads, in one statement; see `enqueue`."""
    now = clock.now()
    same = {"kind": kind, "state": JobState.WAITING, "attempts": 0, "run_at": now}
    await insert_all(Job, [{**same, "created_at": now, "payload": one} for one in payloads])
    if payloads:
        await notices.notify("jobs")
