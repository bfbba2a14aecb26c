"""People brought in from tables, over HTTP."""

from starlette.routing import BaseRoute

from events_svc.people.errors import PersonRefused, RosterFaulty
from events_svc.web.people import api, console, exports

routes: list[BaseRoute] = [*console.routes, *exports.routes, *api.routes]

errors: dict[type[Exception], int] = {PersonRefused: 409, RosterFaulty: 409}
