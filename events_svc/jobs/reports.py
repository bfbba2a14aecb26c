"""The clock of the reports: every night each is recomputed from its rows, and the result written down."""

import logging
from datetime import timedelta

from events_svc.jobs import Clock, Context, Handler
from events_svc.reports import verify

log = logging.getLogger("events_svc.reports")


async def verify_all(_: Context) -> None:
    """A report that does not stand is an error in the log; its page names the rows."""
    broken = await verify.verify_all()
    if broken:
        log.error("%s frozen reports do not stand: see events-svc report verify", broken)


HANDLERS: dict[str, Handler] = {}

CLOCKS = [Clock("reports.verify", timedelta(days=1), verify_all)]
