"""`events-svc import schedule FILE --event SLUG [--dry-run] [--take-dates]`: a timetable becomes the agenda."""

import argparse
import asyncio
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from events_svc.accounts import audit
from events_svc.commands.database import up_to_date
from events_svc.commands.errors import CommandFailed
from events_svc.commands.progress import Bar
from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.schedule.importing import apply, told, understand, xml
from events_svc.schedule.importing.compare import Difference, Wanted
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
    bar = Bar(sys.stderr, steps=7)
    bar.step(f"reading {arguments.file}")
    timetable = await _understood(raw, event)
    bar.step(f"{timetable.dialect}, {len(timetable.sessions)} sessions")
    outside = apply.outside(event, timetable)
    if arguments.dry_run:
        difference = await apply.planned(event, timetable)
    elif arguments.take_dates:
        difference = await apply.bring_in_with_dates(event, timetable, progress=bar.step)
        outside = 0
    else:
        difference = await apply.bring_in(event, timetable, progress=bar.step)
    bar.end()
    _report(difference)
    if outside:
        _tell_dates(event, timetable, outside)


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


async def _understood(raw: bytes, event: Event) -> Timetable:
    day = event.starts_at.astimezone(ZoneInfo(event.timezone)).date()
    try:
        return await understand.understood(raw, timezone=event.timezone, day=day)
    except FileRefused as error:
        lines = "\n  ".join(map(str, error.problems))
        raise CommandFailed(f"nothing was imported, the file is wrong: {lines}") from error


def _report(difference: Difference) -> None:
    for kind in ("new", "moved", "changed"):
        lines = [_line(wanted, difference) for wanted in difference.of(kind)]
        _list(kind, lines)
    _list("cancelled", [next(iter(row["title"].values()), "") for row in difference.vanished])
    _list("taken twice", [str(clash) for clash in difference.clashes])
    _list("odd", [str(problem) for problem in difference.odd])
    counts = [f"{count} {kind}" for kind, count in difference.counts().items()]
    print(", ".join([*counts, f"{len(difference.clashes)} taken twice"]))


def _line(wanted: Wanted, difference: Difference) -> str:
    """The title, and what becomes different field by field."""
    title = next(iter(wanted.after["title"].values()), "")
    fields = [
        f"{change.field}: {_words(change.before)} → {_words(change.after)}"
        for change in told.changes(wanted, difference.names)
    ]
    return "; ".join([title, *fields])


def _words(value: object) -> str:
    if isinstance(value, dict):
        return " / ".join(value.values()) or "–"
    return str(value) or "–"


def _tell_dates(event: Event, timetable: Timetable, outside: int) -> None:
    starts_at, ends_at = apply.dates(timetable)
    print(
        f"{outside} of {len(timetable.sessions)} sessions are not within the event's dates"
        f" ({event.starts_at:%Y-%m-%d} to {event.ends_at:%Y-%m-%d}): --take-dates gives the event"
        f" those of the file ({starts_at:%Y-%m-%d} to {ends_at:%Y-%m-%d})",
        file=sys.stderr,
    )


def _list(kind: str, lines: list[str]) -> None:
    for line in lines[:SHOWN]:
        print(f"{kind:>11}  {line}")
    if len(lines) > SHOWN:
        print(f"{kind:>11}  … and {len(lines) - SHOWN} more")
