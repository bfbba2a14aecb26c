"""`events-svc check`: audit a live database for everything that must never break (design.md §4)."""

import argparse

from events_svc.config import Settings
from events_svc.database import connected
from events_svc.outbox import check as outbox_check

CHECKS = {"outbox": outbox_check.broken}


async def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print every broken promise, one a line; the exit status is 1 when there is one."""
    found = 0
    async with connected(settings):
        for name, broken in CHECKS.items():
            lines = await broken()
            print(f"{'ok  ' if not lines else 'BAD '} {name}", flush=True)
            for line in lines:
                print(f"     {line}")
            found += len(lines)
    print("Nothing is broken." if not found else f"{found} promises are broken.")
    return 1 if found else 0
