"""Privacy over HTTP: consents, how long data is kept, what is known of a person."""

from starlette.routing import BaseRoute

from events_svc.privacy import errors as refusals
from events_svc.web.privacy import api, console, people

routes: list[BaseRoute] = [*console.routes, *people.routes, *api.routes]

errors: dict[type[Exception], int] = {
    refusals.StillValid: 409,
    refusals.NobodyKnown: 404,
}
