"""`events-svc report freeze|verify`: reports that keep what they said, and whether their rows still do."""

import argparse
import getpass
from typing import TypeVar

from events_svc.accounts.audit import act_as
from events_svc.accounts.models import Organisation
from events_svc.commands.database import up_to_date
from events_svc.commands.errors import CommandFailed
from events_svc.config import Settings
from events_svc.events.models import Event, Series
from events_svc.reports import freeze as freezing
from events_svc.reports import scope as scopes
from events_svc.reports import verify as verifying
from events_svc.reports.errors import NothingToReport
from events_svc.reports.models import FrozenReport
from events_svc.reports.recompute import Verdict
from events_svc.reports.scope import Scope

Found = TypeVar("Found")

_WORDS = {"changed": "has changed", "missing": "is missing", "added": "was slipped in"}


async def freeze(settings: Settings, arguments: argparse.Namespace) -> int:
    """Freeze the report of an event, a series, an organisation or a year; print its hash."""
    async with up_to_date(settings):
        act_as("cli", getpass.getuser())
        try:
            report = await freezing.freeze(await _scope(arguments), note=arguments.note[:300])
        except NothingToReport as nothing:
            raise CommandFailed("there is nothing to report yet") from nothing
    print(f"Report {report.number} is frozen: {report.sha256}")
    print(f"{settings.public_url}/organiser/reports/{report.id}")
    return 0


async def verify(settings: Settings, arguments: argparse.Namespace) -> int:
    """Recompute each report from its rows; the exit status is 1 when one does not stand."""
    broken = 0
    async with up_to_date(settings):
        act_as("cli", getpass.getuser())
        for report in await _asked(arguments.sha256):
            verdict = await verifying.verify(report)
            broken += not verdict.is_sound
            _say(report, verdict)
    return 1 if broken else 0


async def _scope(arguments: argparse.Namespace) -> Scope:
    if arguments.year is not None and arguments.organisation is None:
        raise CommandFailed("--year is a year of an --organisation")
    if arguments.event is not None:
        event = await Event.get_or_none(slug=arguments.event).select_related("organisation")
        return scopes.of_event(_there(event, arguments.event))
    if arguments.series is not None:
        series = await Series.get_or_none(slug=arguments.series).select_related("organisation")
        return scopes.of_series(_there(series, arguments.series))
    organisation = _there(
        await Organisation.get_or_none(slug=arguments.organisation), arguments.organisation
    )
    if arguments.year is not None:
        return scopes.of_year(organisation, arguments.year)
    return scopes.of_organisation(organisation)


def _there(found: Found | None, slug: str) -> Found:
    if found is None:
        raise CommandFailed(f"there is no “{slug}”")
    return found


async def _asked(sha256: str | None) -> list[FrozenReport]:
    found = FrozenReport.all().order_by("id")
    if sha256:
        found = found.filter(sha256__startswith=sha256.lower())
    reports = await found
    if sha256 and not reports:
        raise CommandFailed(f"there is no report {sha256}")
    return reports


def _say(report: FrozenReport, verdict: Verdict) -> None:
    mark = "ok  " if verdict.is_sound else "BAD "
    print(
        f"{mark} report {report.id}, number {report.number}, {verdict.rows:,} rows, {report.sha256}"
    )
    for ok, words in (
        (verdict.is_intact, "the stored report does not fit its hash"),
        (verdict.is_linked, "it does not follow from the report before it"),
        (verdict.is_same, "recomputed it says something else"),
    ):
        if not ok:
            print(f"     {words}")
    for one in verdict.findings:
        print(f"     {one.table} {one.row_id} {_WORDS[one.what]}")
