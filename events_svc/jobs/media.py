"""The clock of the live pages: when the timetable turns, they look again."""

from datetime import timedelta

from events_svc import clock
from events_svc.database import notices
from events_svc.jobs import Clock, Context, Handler
from events_svc.media import guide

EVERY = timedelta(seconds=30)


async def turn(_: Context) -> None:
    """Wake the live pages of sessions that began or ended; a clock may be late, to look twice does no harm."""
    now = clock.now()
    turned = await guide.turned(now - 2 * EVERY, now)
    for session_id in sorted(turned):
        await notices.notify(f"live:{session_id}")
    if turned:
        await notices.notify("live")


HANDLERS: dict[str, Handler] = {}

CLOCKS = [Clock("media.turn", EVERY, turn)]
