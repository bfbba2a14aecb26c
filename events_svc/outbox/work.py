"""Long work that somebody asked for and a job does: how it goes, and how it goes on after its job died."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from events_svc.outbox.enqueue import enqueue
from events_svc.outbox.models import Job, JobState
from events_svc.outbox.retry import again


class Work(Model):
    """What such rows have in common; whoever asked is named, and the job acts in that name."""

    id = fields.BigIntField(primary_key=True)
    job_id = fields.BigIntField(null=True)
    author = fields.CharField(max_length=80)
    author_name = fields.CharField(max_length=254, default="")
    begun_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        abstract = True


@dataclass(frozen=True, slots=True)
class Going:
    """How the job of some work goes: it is dead until somebody has it tried again, or failed so often and is
    tried again by itself at `again_at`.
    """

    is_dead: bool = False
    failures: int = 0
    again_at: datetime | None = None


async def going(work: Work) -> Going:
    """How the job of the work goes."""
    job = await Job.get_or_none(id=work.job_id) if work.job_id else None
    if job is None or job.state is JobState.DONE:
        return Going()
    waits = job.state is JobState.WAITING and job.attempts > 0
    return Going(job.state is JobState.DEAD, job.attempts, job.run_at if waits else None)


async def set_going(work: Work, kind: str, **payload: Any) -> None:
    """A job does the work: its own, due again where it was dead, or a new one where it has none any more.

    Whoever asks twice at once holds a lock, or there are two jobs; both then do what one does.
    """
    is_going = Job.filter(id=work.job_id, state__in=[JobState.WAITING, JobState.RUNNING])
    if work.job_id and (await again(work.job_id) or await is_going.exists()):
        return
    job = await enqueue(kind, **payload)
    work.job_id = job.id
    await work.save(update_fields=["job_id"])
