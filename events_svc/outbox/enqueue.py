"""Write a job in the transaction of the change that asks for it."""

from datetime import datetime
from typing import Any

from events_svc import clock
from events_svc.database import notices
from events_svc.outbox.models import Job


async def enqueue(kind: str, *, run_at: datetime | None = None, **payload: Any) -> Job:
    """A job of `kind` (`order.placed`), done at least once, not before `run_at` (default: now).

    `payload` is JSON and names rows by id. Called inside the transaction of the change: both are
    stored, or neither.
    """
    job = await Job.create(kind=kind, payload=payload, run_at=run_at or clock.now())
    await notices.notify("jobs")
    return job
