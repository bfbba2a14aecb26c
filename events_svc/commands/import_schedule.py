"""`events-svc import schedule FILE --event SLUG [--dry-run]`: a timetable becomes the working agenda."""

import argparse
import asyncio
import sys
from pathlib import Path

from events_svc.accounts import audit
from events_svc.commands.database import up_to_date
from events_svc.commands.errors import CommandFailed
from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.schedule.importing import apply, schedule_xml, xml
from events_svc.schedule.importing.compare import Difference
from events_svc.schedule.importing.errors import FileRefused
from events_svc.schedule.importing.timetable import Timetable

SHOWN = 40  # lines of a list before the rest is only counted


async def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Import `arguments.file` into the event `arguments.event`; see `bring_in`."""
    raw = await asyncio.to_thread(_read, Path(arguments.file))
    async with up_to_date(settings):
        await bring_in(raw, arguments)
    return 0


async def bring_in(raw: bytes, arguments: argparse.Namespace) -> None:
    """The event's agenda says what the file says; with `dry_run` only say what would change."""
    audit.act_as("cli")
    event = await Event.get_or_none(slug=arguments.event).select_related("venue")
    if event is None:
        raise CommandFailed(f"there is no event “{arguments.event}”")
    timetable = _understood(raw, event)
    _say(f"{arguments.file}: {len(timetable.sessions)} sessions")
    if arguments.dry_run:
        _report(await apply.planned(event, timetable))
    else:
        _report(await apply.bring_in(event, timetable, progress=_say))


def _read(path: Path) -> bytes:
    """No more than the bound is read: some files have no end."""
    try:
        with path.open("rb") as file:
            raw = file.read(xml.MOST_BYTES + 1)
    except OSError as error:
        raise CommandFailed(f"{path} cannot be read: {error.strerror}") from error
    if len(raw) > xml.MOST_BYTES:
        raise CommandFailed(f"{path} is larger than 50 MB")
    return raw


def _understood(raw: bytes, event: Event) -> Timetable:
    try:
        return schedule_xml.read(raw, timezone=event.timezone)
    except FileRefused as error:
        lines = "\n  ".join(map(str, error.problems))
        raise CommandFailed(f"nothing was imported, the file is wrong: {lines}") from error


def _say(line: str) -> None:
    """Progress goes to standard error, the result to standard output."""
    print(line, file=sys.stderr, flush=True)


def _report(difference: Difference) -> None:
    for kind in ("new", "moved", "changed"):
        _list(kind, [wanted.read.title for wanted in difference.of(kind)])
    _list("cancelled", [next(iter(row["title"].values()), "") for row in difference.vanished])
    _list("taken twice", [str(clash) for clash in difference.clashes])
    counts = [f"{count} {kind}" for kind, count in difference.counts().items()]
    print(", ".join([*counts, f"{len(difference.clashes)} taken twice"]))


def _list(kind: str, lines: list[str]) -> None:
    for line in lines[:SHOWN]:
        print(f"{kind:>11}  {line}")
    if len(lines) > SHOWN:
        print(f"{kind:>11}  … and {len(lines) - SHOWN} more")
