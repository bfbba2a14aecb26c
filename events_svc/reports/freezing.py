"""Freeze a report that stands on many rows: the worker does it, and whoever asked sees when it is done."""

from dataclasses import dataclass

from events_svc.reports import freeze, progress, readings, scope, weight
from events_svc.reports.errors import NothingToReport
from events_svc.reports.models import FrozenReport
from events_svc.reports.reading_models import ReadingState, ReportReading
from events_svc.reports.scope import Scope


@dataclass(frozen=True, slots=True)
class Asked:
    """Either the report, which is frozen, or that it is going to be."""

    report: FrozenReport | None = None
    reading: ReportReading | None = None


async def ask(about: Scope, *, note: str = "") -> Asked:
    """The report is frozen at once where it stands on few rows, else by the worker; raises NothingToReport
    only of the first.
    """
    if await weight.is_heavy(about):
        return Asked(reading=await begin(about, note=note))
    return Asked(report=await freeze.freeze(about, note=note))


async def begin(about: Scope, *, note: str = "") -> ReportReading:
    """The worker is going to freeze the report; asked for twice with one note, it is done once."""
    return await readings.begin(about, note=note)


async def carry_out(asked: ReportReading) -> None:
    """The report is frozen, once, however often this is done; or there is nothing to freeze any more."""
    about = await scope.of_named(asked)
    if about is None:
        await readings.end(asked, ReadingState.GONE)
        return
    try:
        async with progress.told(asked, total=await weight.rows_behind(about)) as seen:
            await freeze.freeze(about, note=asked.note, progress=seen, then=_done(asked))
    except NothingToReport:
        await readings.end(asked, ReadingState.EMPTY)
    except _FrozenAlready:
        return


class _FrozenAlready(Exception):
    """Another worker was first: this one's report is taken back."""


def _done(asked: ReportReading) -> freeze.Then:
    async def write(report: FrozenReport) -> None:
        if not await readings.end(asked, ReadingState.DONE, report_id=report.id):
            raise _FrozenAlready

    return write
