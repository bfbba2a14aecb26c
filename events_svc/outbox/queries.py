"""What the outbox page reads."""

from collections.abc import Sequence

from events_svc.outbox.models import Job, JobState, Mail


async def dead_jobs(limit: int) -> Sequence[Job]:
    """The jobs that nobody will do again by itself, the latest first."""
    return await Job.filter(state=JobState.DEAD).order_by("-id").limit(limit)


async def mails(*, before: int | None, limit: int) -> Sequence[Mail]:
    """At most `limit` mails, the newest first, older than mail `before`, without their bodies."""
    found = Mail.all()
    if before is not None:
        found = found.filter(id__lt=before)
    return (
        await found.order_by("-id")
        .limit(limit)
        .only("id", "recipient", "subject", "about", "state", "created_at", "sent_at")
    )


async def abouts(mail_ids: Sequence[int]) -> dict[int, str]:
    """What the mails tell of, by their ids."""
    return dict(await Mail.filter(id__in=mail_ids).values_list("id", "about"))


async def waiting() -> int:
    """How many jobs are due or being done."""
    return await Job.filter(state__in=[JobState.WAITING, JobState.RUNNING]).count()
