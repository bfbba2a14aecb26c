"""`events-svc export schedule --event SLUG --format ics|xml|json`: a release as bytes on standard output."""

import argparse
import asyncio
import sys
from pathlib import Path

from events_svc.accounts.errors import NotFound
from events_svc.commands.database import up_to_date
from events_svc.commands.errors import CommandFailed
from events_svc.config import Settings
from events_svc.feeds import kept, standing

NAMES = {
    "ics": "calendar.ics",
    "xcal": "calendar.xcs",
    "xml": "schedule.xml",
    "json": "schedule.json",
    "csv": "schedule.csv",
    "jsonld": "event.jsonld",
}


async def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write the newest release of `event` in `format` and `lang` to the file `output`, else to stdout."""
    async with up_to_date(settings):
        await write(settings, arguments)
    return 0


async def write(settings: Settings, arguments: argparse.Namespace) -> None:
    """See `run`; the database is connected."""
    try:
        found = await standing.of(arguments.event, public_url=settings.public_url)
    except NotFound as error:
        raise CommandFailed(f"there is no event “{arguments.event}”") from error
    if found.release_id is None:
        raise CommandFailed(f"the agenda of “{arguments.event}” has not been released yet")
    file = await kept.export(found, NAMES[arguments.format], arguments.lang)
    await asyncio.to_thread(_write, file.body(), arguments.output)


def _write(body: bytes, output: str | None) -> None:
    if output is None:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    try:
        Path(output).write_bytes(body)
    except OSError as error:
        raise CommandFailed(f"{output} cannot be written: {error.strerror}") from error
