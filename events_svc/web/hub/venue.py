"""What a hub serves: the scanner and its API as everywhere, its own pages; for all else it names the server."""

import re
from collections.abc import Sequence

from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from events_svc.hub.errors import ServerNeeded
from events_svc.web import assets, system
from events_svc.web.errors import answer
from events_svc.web.hub import certificate, desk, handing
from events_svc.web.hub.about import About
from events_svc.web.i18n import gettext
from events_svc.web.index import Index
from events_svc.web.state import Request

# What a phone at a gate asks for. The organiser's part of the API wants a person, whom a hub does not know.
_DOOR = re.compile(r"/gate(/.*)?|/api/v1/gates/.*|/events/\{slug\}/accent\.css")
_OF_PEOPLE = re.compile(r".*/pairings")
# Orders and prints are made where they are numbered: at the server.
_AT_THE_SERVER = re.compile(r"/api/v1/.*/(walk-ins|payments?|badges)|/gate/badges/.*\.pdf")
_AT_THE_SERVER_ALONE = re.compile(
    r"/gate/tickets/.*/questions"
)  # a phone asks with its own sheet instead
_KEPT = re.compile(r"/api/v1/gates/.*/answers")


def served(routes: Sequence[BaseRoute], *, about: About) -> list[BaseRoute]:
    """The routes of a hub, out of all routes of the service."""
    door = [_here(one, about) for one in routes if isinstance(one, Route) and _is_door(one)]
    own = [*assets.routes, *_health(), *desk.routes(about), *certificate.routes(about)]
    return [Index([*own, *door]), Mount("/", Elsewhere(about))]


def _is_door(route: Route) -> bool:
    return bool(_DOOR.fullmatch(route.path)) and not _OF_PEOPLE.fullmatch(route.path)


def _here(route: Route, about: About) -> Route:
    if _AT_THE_SERVER.fullmatch(route.path):
        return handing.handed_on(route, about)
    if _KEPT.fullmatch(route.path):
        return handing.kept(route)
    if _AT_THE_SERVER_ALONE.fullmatch(route.path):
        return Route(route.path, _server_needed, methods=[*(route.methods or {"GET"})])
    return route


async def _server_needed(request: Request) -> None:
    raise ServerNeeded


def _health() -> list[BaseRoute]:
    return [one for one in system.routes if getattr(one, "path", "") in {"/healthz", "/readyz"}]


class Elsewhere:
    """Says that the rest of the service is at the server, as a page or for programs."""

    def __init__(self, about: About) -> None:
        self.about = about

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        words = gettext("This hub serves the door alone. Everything else is at {server}.")
        detail = words.format(server=self.about.server)
        response = await answer(request, 404, detail, LookupError())
        await response(scope, receive, send)
