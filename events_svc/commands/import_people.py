"""`events-svc import people FILE --event SLUG [--type NAME] [--dry-run]`: a table of people becomes tickets."""

import argparse
import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from events_svc import clock
from events_svc.accounts import audit
from events_svc.commands.database import up_to_date
from events_svc.commands.errors import CommandFailed
from events_svc.commands.progress import Bar
from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.people.bring_in import MOST_BYTES, Plan, bring_in, understood
from events_svc.people.errors import PersonRefused
from events_svc.people.roster import Roster
from events_svc.schedule.importing.errors import FileRefused
from events_svc.tickets.draft import Buyer
from events_svc.tickets.product_models import TicketType

PAY_WITHIN = timedelta(days=14)


async def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Everybody of `arguments.file` has a ticket of the event, or nobody."""
    raw = await asyncio.to_thread(_read, Path(arguments.file))
    async with up_to_date(settings):
        await bring(raw, arguments)
    return 0


async def bring(raw: bytes, arguments: argparse.Namespace) -> None:
    """Bring the people in; with `dry_run` only say what would happen."""
    audit.act_as("cli")
    event = await Event.get_or_none(slug=arguments.event)
    if event is None:
        raise CommandFailed(f"there is no event “{arguments.event}”")
    bar = Bar(sys.stderr, steps=3)
    bar.step(f"reading {arguments.file}")
    found = await _understood(raw, event, await _type(event, arguments.type))
    bar.step(f"{len(found.people)} people")
    if not arguments.dry_run:
        await _brought(event, found, arguments)
    bar.step("done")
    bar.end()
    verb = "would be" if arguments.dry_run else "were"
    print(f"{len(found.people)} people {verb} brought in")


async def _brought(event: Event, found: Roster, arguments: argparse.Namespace) -> None:
    buyer = Buyer(arguments.buyer, arguments.email or "") if arguments.buyer else None
    plan = Plan(buyer, clock.now() + PAY_WITHIN, is_silent=not arguments.mail)
    try:
        await bring_in(event, found, plan)
    except PersonRefused as refusal:
        raise CommandFailed(
            f"nobody was brought in: row {refusal.row}: {refusal.reason}"
        ) from refusal


async def _understood(raw: bytes, event: Event, usual: int | None) -> Roster:
    try:
        found = await understood(event, raw, usual_type_id=usual)
    except FileRefused as error:
        raise CommandFailed(f"nobody was brought in: {error}") from error
    if found.problems:
        lines = "\n  ".join(map(str, found.problems))
        raise CommandFailed(f"nobody was brought in, the file is wrong:\n  {lines}")
    return found


async def _type(event: Event, name: str | None) -> int | None:
    """The ticket type with this name, for rows that name none."""
    if name is None:
        return None
    for kind in await TicketType.filter(event_id=event.id):
        if name in kind.name.values():
            return int(kind.id)
    raise CommandFailed(f"there is no ticket type “{name}”")


def _read(path: Path) -> bytes:
    """No more than the bound is read: some files have no end."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandFailed(f"{path} cannot be read: {error.strerror}") from error
