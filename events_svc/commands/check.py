"""`events-svc check`: audit a live database for everything that must never break (design.md §4)."""

import argparse
from collections.abc import Awaitable, Callable, Mapping

from events_svc.accounts import check as accounts
from events_svc.badges import check as badges
from events_svc.bank import check as bank
from events_svc.calls import check as calls
from events_svc.checkin import check as checkin
from events_svc.commands.database import up_to_date
from events_svc.config import Settings
from events_svc.hub import holding
from events_svc.hub.models import Holding
from events_svc.invoices import check as invoices
from events_svc.media import check as media
from events_svc.outbox import check as outbox
from events_svc.reports import check as reports
from events_svc.reviews import check as reviews
from events_svc.schedule import check as schedule
from events_svc.stats import check as stats
from events_svc.tickets import check as tickets
from events_svc.webhooks import check as webhooks

Check = Callable[[], Awaitable[list[str]]]

CHECKS: dict[str, Check] = {
    "accounts": accounts.broken,
    "tickets": tickets.broken,
    "bank": bank.broken,
    "invoices": invoices.broken,
    "schedule": schedule.broken,
    "calls": calls.broken,
    "reviews": reviews.broken,
    "checkin": checkin.broken,
    "badges": badges.broken,
    "media": media.broken,
    "stats": stats.broken,
    "reports": reports.broken,
    "outbox": outbox.broken,
    "webhooks": webhooks.broken,
}

# A hub holds tickets and orders as far as its door needs them: whether they are whole, its server knows.
AT_A_HUB = {name: CHECKS[name] for name in ("checkin", "outbox")}


async def checks() -> Mapping[str, Check]:
    """What is audited in this database."""
    return CHECKS if await holding.present() is None else AT_A_HUB


def _of_hub(held: Holding) -> str:
    """What can be said of it without its server."""
    if held.ended:
        return " it has ended, and holds nothing any more."
    return " its door is audited; orders and tickets are copies, which are audited at the server."


async def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print every broken promise, one a line; the exit status is 1 when there is one."""
    async with up_to_date(settings):
        return 1 if await audit() else 0


async def audit() -> int:
    """Print what is broken in the database that is connected; how many promises."""
    if held := await holding.present():
        print(f"This is the database of a hub of {held.upstream}:{_of_hub(held)}")
    found = 0
    for name, broken in (await checks()).items():
        lines = await broken()
        print(f"{'ok  ' if not lines else 'BAD '} {name}", flush=True)
        for line in lines:
            print(f"     {line}")
        found += len(lines)
    print("Nothing is broken." if not found else f"{found} promises are broken.")
    return found
