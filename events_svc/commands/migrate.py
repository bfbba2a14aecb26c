"""`events-svc migrate`: bring the database to the newest migration."""

import argparse

from events_svc.commands.database import reached
from events_svc.config import Settings
from events_svc.database.migrate import migrate


async def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Apply what is missing and say so."""
    async with reached(settings):
        pass  # migrations are applied over a connection of their own
    count = await migrate(settings, progress=lambda name: print(f"  {name}"))
    print(f"{count} migrations applied." if count else "The database is up to date.")
    return 0
