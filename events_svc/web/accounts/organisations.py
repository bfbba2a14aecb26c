"""The organiser's organisations: found, edit, move."""

from typing import Any, Literal

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from events_svc.accounts import organisations, queries, teams, tree
from events_svc.accounts.errors import NotFound, SlugTaken
from events_svc.accounts.models import Organisation
from events_svc.accounts.organisations import Facts, permitted
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.web import auth, forms, pages
from events_svc.web.accounts import words
from events_svc.web.accounts.fields import Slug, Url
from events_svc.web.errors import words as message
from events_svc.web.state import Request

Kind = Literal["association", "branch", "office", "company", "institute", "government", "partner"]


class Statement(msgspec.Struct):
    name: dict[str, str]
    short_name: dict[str, str] = {}
    kind: Kind = "association"
    url: Url | None = None

    def facts(self) -> Facts:
        return Facts(name=self.name, short_name=self.short_name, kind=self.kind, url=self.url)


class Foundation(Statement, kw_only=True):
    slug: Slug
    parent: Slug | None = None


class Place(msgspec.Struct):
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
    parent = await _parent(person, form.parent)
    owner_id = None if parent else person.user_id
    try:
        made = await organisations.found(form.slug, form.facts(), parent=parent, owner_id=owner_id)
    except SlugTaken as taken:  # said beside the field, with what was typed
        values = dict(await request.form())
        return await _index(request, person, values=values, errors={"slug": message(taken)})
    return pages.redirect(request, f"/organiser/organisations/{made.slug}")


async def show(request: Request) -> Response:
    """An organisation with its team."""
    person = await auth.signed_in(request)
    return await page(request, await _asked(request, person, Permission.EVENT_VIEW))


async def edit(request: Request) -> Response:
    """Change what the organisation says of itself."""
    person = await auth.signed_in(request)
    organisation = await _asked(request, person, Permission.ORGANISATION_EDIT)
    try:
        form = await forms.parse(request, Statement)
    except forms.Malformed as wrong:
        return await page(request, organisation, values=wrong.values, errors=wrong.errors)
    await organisations.edit(organisation, form.facts())
    return pages.redirect(request, request.url.path)


async def move(request: Request) -> Response:
    """Put the organisation below another: all three ends must be this person's to change."""
    person = await auth.signed_in(request)
    organisation = await _asked(request, person, Permission.ORGANISATION_EDIT)
    form = await forms.parse(request, Place)
    if organisation.parent is not None:
        await permitted(person, organisation.parent.slug, Permission.ORGANISATION_EDIT)
    await tree.move(organisation, below=await _parent(person, form.parent))
    return pages.redirect(request, f"/organiser/organisations/{organisation.slug}")


async def page(request: Request, organisation: Organisation, **told: Any) -> Response:
    """An organisation's page, with what was typed and what is wrong with it; 422 when something is."""
    person = await auth.person(request)
    owned = await queries.organisations(person, Permission.ORGANISATION_EDIT)
    standing: dict[str, Any] = {
        "organisation": organisation,
        "values": _values(organisation),
        "errors": {},
        "team_values": {},
        "team_errors": {},
        "members": await teams.roster(teams.Team(organisation)),
        "team_url": f"/organiser/organisations/{organisation.slug}/team",
        "may_edit": person.may(Permission.ORGANISATION_EDIT, path=organisation.path),
        "may_edit_team": person.may(Permission.TEAM_EDIT, path=organisation.path),
        "may_move": _may_move(person, organisation),
        "places": [one for one in owned if not one.path.startswith(organisation.path)],
        "roles": words.roles(),
        "kinds": words.kinds(),
    }
    is_wrong = any(name.endswith("errors") and errors for name, errors in told.items())
    return await pages.render(
        request,
        "accounts/organisation.html",
        status=422 if is_wrong else 200,
        **{**standing, **told},
    )


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


async def _asked(request: Request, person: Person, permission: Permission) -> Organisation:
    return await permitted(person, request.path_params["slug"], permission)


async def _parent(person: Person, slug: str | None) -> Organisation | None:
    """The organisation above, if the person may change it; the top is for operators."""
    if slug is not None:
        return await permitted(person, slug, Permission.ORGANISATION_EDIT)
    if not person.is_operator:
        raise NotFound
    return None


def _may_move(person: Person, organisation: Organisation) -> bool:
    above = organisation.parent.path if organisation.parent else organisation.path
    return person.may(Permission.ORGANISATION_EDIT, path=above)


def _values(organisation: Organisation) -> dict[str, Any]:
    sides = {
        f"{field}_{lang}": text.get(lang, "")
        for field, text in (("name", organisation.name), ("short_name", organisation.short_name))
        for lang in ("zh", "en")
    }
    return {**sides, "kind": organisation.kind, "url": organisation.url}


routes = [
    Route("/organiser/organisations", index, methods=["GET"]),
    Route("/organiser/organisations", found, methods=["POST"]),
    Route("/organiser/organisations/{slug}", show, methods=["GET"]),
    Route("/organiser/organisations/{slug}", edit, methods=["POST"]),
    Route("/organiser/organisations/{slug}/place", move, methods=["POST"]),
]
