"""What the worker forgets."""

from datetime import timedelta

from events_svc.jobs import Clock, Context
from events_svc.privacy.retain import purge_due


async def purge(_: Context) -> None:
    """Events whose time has come forget their people."""
    await purge_due()


CLOCKS = [Clock("privacy.purge", timedelta(hours=1), purge)]
