"""What phones carried of an event's people is over a day after it; what happens at doors is counted."""

from datetime import timedelta

from events_svc.checkin.counting.forward import forward_all
from events_svc.checkin.sync.purge import purge
from events_svc.jobs import Clock, Context


async def purge_doors(context: Context) -> None:
    """See `checkin.sync.purge`."""
    await purge()


async def count_doors(context: Context) -> None:
    """See `checkin.counting.forward`."""
    await forward_all()


CLOCKS: list[Clock] = [
    Clock("door.purge", timedelta(hours=1), purge_doors),
    Clock("door.count", timedelta(seconds=30), count_doors),
]
