"""The audit of the outbox."""

from datetime import timedelta

from events_svc import clock
from events_svc.outbox.claim import LOCK
from events_svc.outbox.models import Job, JobState

FORGOTTEN = timedelta(hours=1)


async def broken() -> list[str]:
    """Jobs that nobody takes though they are long due, and running ones whose lock is long over."""
    before = clock.now() - FORGOTTEN
    waiting = await Job.filter(state=JobState.WAITING, run_at__lt=before).values("id", "kind")
    lost = await Job.filter(state=JobState.RUNNING, locked_until__lt=before - LOCK).values(
        "id", "kind"
    )
    return [f"job {job['id']} ({job['kind']}) is overdue" for job in [*waiting, *lost]]
