"""Stats over HTTP: pages, the organiser's console, the API."""

from starlette.routing import BaseRoute

from events_svc.stats.collect import collecting
from events_svc.stats.errors import (
    CorrectedAlready,
    MetricUnknown,
    ObservedLater,
    ReasonMissing,
    TooBusy,
)
from events_svc.web.stats import api, beats, pages, source

__all__ = ["collecting", "errors", "routes"]

routes: list[BaseRoute] = [*beats.routes, *pages.routes, *source.routes, *api.routes]

errors: dict[type[Exception], int] = {
    CorrectedAlready: 409,
    MetricUnknown: 422,
    ObservedLater: 422,
    ReasonMissing: 422,
    TooBusy: 503,
}
