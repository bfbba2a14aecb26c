"""The clocks of the statistics."""

from datetime import timedelta

from events_svc.jobs import Clock, Context, Handler
from events_svc.stats import salts


async def destroy_old_salts(_: Context) -> None:
    """After 48 hours nobody can make a viewer key of that day again."""
    await salts.destroy_old()


HANDLERS: dict[str, Handler] = {}

CLOCKS = [Clock("stats.salts", timedelta(hours=1), destroy_old_salts)]
