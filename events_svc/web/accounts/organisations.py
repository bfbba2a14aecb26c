"""The organiser's organisations, and founding one."""

from typing import Any, Literal

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from events_svc.accounts import organisations, queries
from events_svc.accounts.errors import NotFound, SlugTaken
from events_svc.accounts.models import Organisation
from events_svc.accounts.organisations import Facts, permitted
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.web import auth, forms, pages
from events_svc.web.accounts import words
from events_svc.web.accounts.fields import Name, Slug, Url
from events_svc.web.errors import words as message
from events_svc.web.state import Request

Kind = Literal["association", "branch", "office", "company", "institute", "government", "partner"]


class Statement(msgspec.Struct):
    name: dict[str, Name]
    short_name: dict[str, Name] = {}
    kind: Kind = "association"
    url: Url | None = None

    def facts(self) -> Facts:
        return Facts(name=self.name, short_name=self.short_name, kind=self.kind, url=self.url)


class Foundation(Statement, kw_only=True):
    slug: Slug
    parent: Slug | None = None


async def index(request: Request) -> Response:
    """The organisations that this person belongs to, with all below them."""
    return await _index(request, await auth.organiser(request))


async def found(request: Request) -> Response:
    """A new organisation, below one of mine; at the top for operators."""
    person = await auth.organiser(request)
    if not (person.is_operator or person.roots(Permission.ORGANISATION_EDIT)):
        raise NotFound
    try:
        form = await forms.parse(request, Foundation)
    except forms.Malformed as wrong:
        return await _index(request, person, values=wrong.values, errors=wrong.errors)
    parent = await parent_of(person, form.parent)
    owner_id = None if parent else person.user_id
    try:
        made = await organisations.found(form.slug, form.facts(), parent=parent, owner_id=owner_id)
    except SlugTaken as taken:  # said beside the field, with what was typed
        values = dict(await request.form())
        return await _index(request, person, values=values, errors={"slug": message(taken)})
    return pages.redirect(request, f"/organiser/organisations/{made.slug}")


async def _index(
    request: Request,
    person: Person,
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    return await pages.render(
        request,
        "accounts/organisations.html",
        status=422 if errors else 200,
        organisations=await queries.organisations(person, Permission.EVENT_VIEW),
        places=await queries.organisations(person, Permission.ORGANISATION_EDIT),
        kinds=words.kinds(),
        values=values or {},
        errors=errors or {},
    )


async def parent_of(person: Person, slug: str | None) -> Organisation | None:
    """The organisation above, if the person may change it; the top is for operators."""
    if slug is not None:
        return await permitted(person, slug, Permission.ORGANISATION_EDIT)
    if not person.is_operator:
        raise NotFound
    return None


routes = [
    Route("/organiser/organisations", index, methods=["GET"]),
    Route("/organiser/organisations", found, methods=["POST"]),
]
