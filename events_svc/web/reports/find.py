"""Which report a request asks for, and what it is about: the permission is part of the lookup."""

from events_svc.accounts.errors import NotFound
from events_svc.accounts.organisations import permitted
from events_svc.accounts.permissions import Permission
from events_svc.events.access import permitted_series
from events_svc.reports import publication, queries, scope
from events_svc.reports.models import FrozenReport
from events_svc.reports.scope import Scope
from events_svc.web import access, auth
from events_svc.web.state import Request

YEARS = range(1990, 2200)


async def event(request: Request, permission: Permission) -> Scope:
    """The event of the path."""
    return scope.of_event(await access.editable_event(request, permission))


async def series(request: Request, permission: Permission) -> Scope:
    """The series of the path."""
    person = await auth.signed_in(request)
    return scope.of_series(await permitted_series(person, request.path_params["slug"], permission))


async def organisation(request: Request, permission: Permission) -> Scope:
    """The organisation of the path with all below it."""
    person = await auth.signed_in(request)
    return scope.of_organisation(await permitted(person, request.path_params["slug"], permission))


async def year(request: Request, permission: Permission) -> Scope:
    """A year of the organisation of the path."""
    person = await auth.signed_in(request)
    found = await permitted(person, request.path_params["slug"], permission)
    if request.path_params["year"] not in YEARS:
        raise NotFound
    return scope.of_year(found, request.path_params["year"])


async def frozen(request: Request, permission: Permission) -> FrozenReport:
    """The frozen report of the path's id."""
    person = await auth.signed_in(request)
    return await queries.permitted(person, request.path_params["id"], permission)


async def readable(request: Request) -> FrozenReport:
    """The frozen report of the path's hash: a published one for everybody, others for those with a role."""
    report = await queries.named(request.path_params["sha256"])
    person = await auth.person(request)
    if await publication.is_public(report) or queries.may(person, Permission.STATS_VIEW, report):
        return report
    raise NotFound
