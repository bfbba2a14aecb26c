"""What a report is about: an event, a series, an organisation with its branches, or a year of it."""

from dataclasses import dataclass
from typing import Any, Protocol

from events_svc.accounts.models import Organisation
from events_svc.events.models import Event, Series
from events_svc.reports.models import ReportKind
from events_svc.text import Text


@dataclass(frozen=True, slots=True)
class Scope:
    """`organisation` keeps the report's chain: that of the event or series, or the one it is about."""

    kind: ReportKind
    organisation: Organisation
    event: Event | None = None
    series: Series | None = None
    year: int | None = None

    @property
    def title(self) -> Text:
        """What the report is about, in words."""
        if self.event is not None:
            return self.event.title
        if self.series is not None:
            return self.series.name
        if self.year is not None:
            return {lang: f"{name} · {self.year}" for lang, name in self.organisation.name.items()}
        return self.organisation.name

    @property
    def home(self) -> str:
        """The console page on which its reports stand."""
        if self.event is not None:
            return f"/organiser/events/{self.event.slug}/report"
        if self.series is not None:
            return f"/organiser/series/{self.series.slug}/report"
        base = f"/organiser/organisations/{self.organisation.slug}/report"
        return f"{base}/{self.year}" if self.year is not None else base


def of_event(event: Event) -> Scope:
    """Of one event, whose organisation is loaded."""
    return Scope(ReportKind.EVENT, event.organisation, event=event)


def of_series(series: Series) -> Scope:
    """Of all recordings and events of a series, whose organisation is loaded."""
    return Scope(ReportKind.SERIES, series.organisation, series=series)


def of_organisation(organisation: Organisation) -> Scope:
    """Of the organisation and all below it."""
    return Scope(ReportKind.ORGANISATION, organisation)


def of_year(organisation: Organisation, year: int) -> Scope:
    """Of what the organisation and all below it held and recorded in the year."""
    return Scope(ReportKind.YEAR, organisation, year=year)


class Named(Protocol):
    """A row that says by ids what it is about."""

    kind: ReportKind
    organisation_id: int
    event_id: int | None
    series_id: int | None
    year: int | None


def named(scope: Scope) -> dict[str, Any]:
    """The columns of such a row."""
    return {
        "organisation_id": scope.organisation.id,
        "kind": scope.kind,
        "event_id": scope.event.id if scope.event else None,
        "series_id": scope.series.id if scope.series else None,
        "year": scope.year,
    }


async def of_named(row: Named) -> Scope | None:
    """What the row is about, as it is today; None when it is gone."""
    if row.kind is ReportKind.EVENT:
        event = await Event.get_or_none(id=row.event_id).select_related("organisation")
        return of_event(event) if event else None
    if row.kind is ReportKind.SERIES:
        series = await Series.get_or_none(id=row.series_id).select_related("organisation")
        return of_series(series) if series else None
    return Scope(row.kind, await Organisation.get(id=row.organisation_id), year=row.year)
