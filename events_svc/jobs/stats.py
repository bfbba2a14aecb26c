"""The clocks of the statistics."""

from datetime import timedelta

from events_svc.jobs import Clock, Context, Handler
from events_svc.stats import salts
from events_svc.stats.rolling import roll


async def destroy_old_salts(_: Context) -> None:
    """After 48 hours nobody can make a viewer key of that day again."""
    await salts.destroy_old()


async def roll_up(_: Context) -> None:
    """What was committed since the last time is in the sums by minute and day."""
    await roll.roll_up()


HANDLERS: dict[str, Handler] = {}

CLOCKS = [
    Clock("stats.salts", timedelta(hours=1), destroy_old_salts),
    Clock("stats.rolling", timedelta(seconds=10), roll_up),
]
