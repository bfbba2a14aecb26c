"""What phones carried of an event's people is over a day after it."""

from datetime import timedelta

from events_svc.checkin.sync.purge import purge
from events_svc.jobs import Clock, Context


async def purge_doors(context: Context) -> None:
    """See `checkin.sync.purge`."""
    await purge()


CLOCKS: list[Clock] = [Clock("door.purge", timedelta(hours=1), purge_doors)]
