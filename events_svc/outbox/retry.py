"""A person has a dead job done again."""

from events_svc import clock
from events_svc.database import in_transaction, notices
from events_svc.outbox.errors import NotDead
from events_svc.outbox.models import Job, JobState


async def retry(job_id: int) -> None:
    """The dead job is due now, with all its attempts before it; raises NotDead for any other."""
    if not await again(job_id):
        raise NotDead


async def again(job_id: int) -> bool:
    """The job is due now, if it was dead; whether it was.

    The conditional update is the lock: two people who press at once send it once.
    """
    async with in_transaction():
        dead = Job.filter(id=job_id, state=JobState.DEAD)
        found = await dead.update(
            state=JobState.WAITING, attempts=0, run_at=clock.now(), finished_at=None
        )
        if found:
            await notices.notify("jobs")
    return bool(found)
