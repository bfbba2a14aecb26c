"""What phones carried of an event's people is over a day after it; what happens at doors is counted."""

from datetime import timedelta

from events_svc import clock
from events_svc.checkin.counting.forward import forward_all
from events_svc.checkin.sync.purge import purge
from events_svc.checkin.upload.noting import note_anew
from events_svc.events.models import Event
from events_svc.jobs import Clock, Context


async def purge_doors(context: Context) -> None:
    """See `checkin.sync.purge`."""
    await purge()


async def count_doors(context: Context) -> None:
    """See `checkin.counting.forward`."""
    await forward_all()


async def verify_doors(context: Context) -> None:
    """What phones decided at events of these days is verified as a whole; see `checkin.upload.noting`."""
    now = clock.now()
    recent = Event.filter(starts_at__lte=now, ends_at__gte=now - timedelta(days=2))
    for event in await recent.order_by("id"):
        await note_anew(event.id)


CLOCKS: list[Clock] = [
    Clock("door.purge", timedelta(hours=1), purge_doors),
    Clock("door.verify", timedelta(hours=24), verify_doors),
    Clock("door.count", timedelta(seconds=30), count_doors),
]
