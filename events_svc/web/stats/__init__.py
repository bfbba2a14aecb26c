"""Stats over HTTP: pages, the organiser's console, the API."""

from starlette.routing import BaseRoute

from events_svc.stats.cmcd import ReportMalformed, TooManyReports
from events_svc.stats.collect import collecting
from events_svc.stats.errors import (
    CorrectedAlready,
    MetricUnknown,
    NotPlayedHere,
    ObservedLater,
    PlayedHere,
    ReasonMissing,
    SourceUnknown,
    TooBusy,
)
from events_svc.web.stats import api, beats, opens, pages, peertube, source

__all__ = ["collecting", "errors", "routes"]

routes: list[BaseRoute] = [
    *beats.routes,
    *opens.routes,
    *peertube.routes,
    *pages.routes,
    *source.routes,
    *api.routes,
]

errors: dict[type[Exception], int] = {
    CorrectedAlready: 409,
    MetricUnknown: 422,
    NotPlayedHere: 409,
    ObservedLater: 422,
    PlayedHere: 409,
    ReasonMissing: 422,
    ReportMalformed: 422,
    SourceUnknown: 404,
    TooBusy: 503,
    TooManyReports: 422,
}
