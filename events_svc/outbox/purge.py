"""Forget jobs that were done long ago; dead ones wait for a person."""

from datetime import timedelta

from events_svc import clock
from events_svc.outbox.models import Job, JobState

KEPT = timedelta(days=30)


async def purge() -> int:
    """Delete the jobs that were done more than KEPT ago; how many they were."""
    return await Job.filter(state=JobState.DONE, finished_at__lt=clock.now() - KEPT).delete()
