"""Webhooks over HTTP: the organiser's pages, the API."""

from starlette.routing import BaseRoute

from events_svc.accounts.sealing import SealBroken
from events_svc.web.webhooks import api, console
from events_svc.webhooks import errors as refusals

routes: list[BaseRoute] = [*console.routes, *api.routes]

errors: dict[type[Exception], int] = {
    refusals.TooManyEndpoints: 409,
    refusals.EndpointEnded: 409,
    SealBroken: 409,
}
