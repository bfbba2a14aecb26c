"""Show statistics to everybody, or to the team alone: of an event, a series, an organisation."""

from collections.abc import Awaitable, Callable

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts import organisations
from events_svc.accounts.permissions import Permission
from events_svc.events.access import permitted_series
from events_svc.stats import publication
from events_svc.stats.publication import Scope
from events_svc.web import access, auth, forms, pages
from events_svc.web.state import Request

Find = Callable[[Request], Awaitable[Scope]]
Change = Callable[[Scope], Awaitable[None]]


async def _event(request: Request) -> Scope:
    return await access.editable_event(request, Permission.EVENT_EDIT)


async def _series(request: Request) -> Scope:
    person = await auth.signed_in(request)
    return await permitted_series(person, request.path_params["slug"], Permission.EVENT_EDIT)


async def _organisation(request: Request) -> Scope:
    person = await auth.signed_in(request)
    slug = request.path_params["slug"]
    return await organisations.permitted(person, slug, Permission.EVENT_EDIT)


def _view(find: Find, change: Change, home: str) -> Callable[[Request], Awaitable[Response]]:
    async def view(request: Request) -> Response:
        scope = await find(request)
        await forms.read(request)
        await change(scope)
        return pages.redirect(request, home.format(slug=scope.slug))

    view.__module__, view.__name__ = find.__module__, f"{change.__name__}{find.__name__}"
    return view


_SCOPES = [
    ("events", _event, "/organiser/events/{slug}/statistics"),
    ("series", _series, "/series/{slug}/statistics"),
    ("organisations", _organisation, "/organiser/organisations/{slug}/statistics"),
]

_ACTS = [("publication", publication.open_to_all), ("withdrawal", publication.close)]

routes: list[BaseRoute] = [
    Route(
        f"/organiser/{folder}/{{slug}}/statistics/{act}",
        _view(find, change, home),
        methods=["POST"],
        name=f"{folder}_statistics_{act}",
    )
    for folder, find, home in _SCOPES
    for act, change in _ACTS
]
