"""Reads reports that stand on many rows; and the clock of the reports: every night each is recomputed from its
rows, and the result written down.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from events_svc.accounts import audit
from events_svc.accounts.audit import Actor
from events_svc.jobs import Clock, Context, Handler
from events_svc.reports import freezing, readings, verify
from events_svc.reports.reading_models import ReportReading

log = logging.getLogger("events_svc.reports")


async def verify_all(_: Context) -> None:
    """A report that does not stand is an error in the log; its page names the rows."""
    broken = await verify.verify_all()
    if broken:
        log.error("%s frozen reports do not stand: see events-svc report verify", broken)


def _reader(carry_out: Callable[[ReportReading], Awaitable[None]]) -> Handler:
    async def read(_: Context, payload: dict[str, Any]) -> None:
        """The report is read in the name of whoever asked for it."""
        asked = await readings.running(payload["reading_id"])
        if asked is None:
            return
        before = audit.acting.set(Actor(asked.author, asked.author_name))
        try:
            await carry_out(asked)
        finally:
            audit.acting.reset(before)

    return read


HANDLERS: dict[str, Handler] = {
    "report.freeze": _reader(freezing.carry_out),
}

CLOCKS = [Clock("reports.verify", timedelta(days=1), verify_all)]
