"""Find a route by the first word of its path and the number of its words.

Starlette tries routes one after the other, each with a regular expression: with two hundred routes the
last ones cost as much as the rest of the request. Here a dictionary leads to the few that begin alike.
A 405 names in Allow what all routes of the path can do (RFC 9110, 15.5.6), not only the first.
"""

from collections.abc import Sequence
from typing import NoReturn

from starlette.datastructures import URLPath
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Mount, NoMatchFound, Route
from starlette.types import Receive, Scope, Send

API = "/api/v1/"


class Index(BaseRoute):
    """Routes, grouped by first word (the API: the first after its prefix) and number of words.

    A Mount takes all that begins with its word.
    """

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self.routes = list(routes)
        self._by_place: dict[tuple[str, int | None], list[BaseRoute]] = {}
        for route in routes:
            assert isinstance(route, Route | Mount), route
            assert ":path}" not in route.path or isinstance(route, Mount), route
            length = None if isinstance(route, Mount) else route.path.count("/")
            self._by_place.setdefault((_word(route.path), length), []).append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The first full match, else those with other methods, among the routes that begin alike."""
        if scope["type"] != "http":
            return Match.NONE, {}
        allowed: set[str] = set()
        other: Scope = {}
        for route in self._alike(scope["path"]):
            match, found = route.matches(scope)
            if match is Match.FULL:
                return match, {**found, "found_route": route}
            if match is Match.PARTIAL:
                allowed |= getattr(route, "methods", None) or set()
                other = other or found
        return (Match.PARTIAL, {**other, "allowed": allowed}) if allowed else (Match.NONE, {})

    def _alike(self, path: str) -> Sequence[BaseRoute]:
        word = _word(path)
        nowhere: Sequence[BaseRoute] = ()
        place = (word, path.count("/"))
        return self._by_place.get(place, self._by_place.get((word, None), nowhere))

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "allowed" in scope:
            raise HTTPException(405, headers={"Allow": ", ".join(sorted(scope["allowed"]))})
        route: BaseRoute = scope["found_route"]
        await route.handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        """As Starlette's: the address of the route with this name."""
        for route in self.routes:
            try:
                return route.url_path_for(name, **path_params)
            except NoMatchFound:
                continue
        _unknown(name, path_params)


def _word(path: str) -> str:
    if path.startswith(API):
        return "api " + path[len(API) :].partition("/")[0]
    return path[1:].partition("/")[0]


def _unknown(name: str, path_params: dict[str, object]) -> NoReturn:
    raise NoMatchFound(name, path_params)
