"""Hubs over HTTP: what a server answers them, the organiser's page about them, what a hub serves by itself."""

from starlette.routing import BaseRoute

from events_svc.hub import errors as refusals
from events_svc.web.hub import api, console, entries

routes: list[BaseRoute] = [*api.routes, *console.routes, *entries.routes]

errors: dict[type[Exception], int] = {
    refusals.HubUnknown: 401,
    refusals.ServerNeeded: 503,
    refusals.OtherEvent: 409,
    refusals.ListFull: 409,
}
