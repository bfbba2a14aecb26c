"""Reports over HTTP: the console, what everybody may read, files, the API."""

from starlette.routing import BaseRoute

from events_svc.reports.errors import DoesNotStand, NothingToReport, TooManyRows
from events_svc.web.reports import api, console, frozen, public, readings

__all__ = ["errors", "routes"]

routes: list[BaseRoute] = [
    *console.routes,
    *readings.routes,
    *frozen.routes,
    *public.routes,
    *api.routes,
]

errors: dict[type[Exception], int] = {
    DoesNotStand: 409,
    NothingToReport: 409,
    TooManyRows: 409,
}
