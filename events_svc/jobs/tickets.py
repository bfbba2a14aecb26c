"""What the worker does for ticketing: holds that run out. About money: jobs/payments.py."""

from datetime import timedelta

from events_svc.jobs import Clock, Context, Handler
from events_svc.tickets.expire import expire_due
from events_svc.tickets.life.changes import lapse_due


async def expire(_: Context) -> None:
    """Return the places of holds that ran out."""
    await expire_due()
    await lapse_due()


HANDLERS: dict[str, Handler] = {}

CLOCKS = [Clock("orders.expire", timedelta(seconds=30), expire)]
