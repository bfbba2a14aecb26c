"""The outbox cleans up after itself."""

from datetime import timedelta

from events_svc.jobs import Clock, Context
from events_svc.outbox import purge


async def purge_done(_context: Context) -> None:
    """Forget jobs that were done long ago."""
    await purge.purge()


CLOCKS = [Clock("outbox.purge", timedelta(hours=6), purge_done)]
