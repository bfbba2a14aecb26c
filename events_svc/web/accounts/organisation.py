"""One organisation: its page, what it says of itself, its place in the tree."""

from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from events_svc.accounts import organisations, queries, teams, tree
from events_svc.accounts.models import Organisation
from events_svc.accounts.organisations import permitted
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.web import auth, forms, pages
from events_svc.web.accounts import words
from events_svc.web.accounts.fields import Slug
from events_svc.web.accounts.organisations import Statement, parent_of
from events_svc.web.state import Request


class Place(msgspec.Struct):
    parent: Slug | None = None


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
    await tree.move(organisation, below=await parent_of(person, form.parent))
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


async def _asked(request: Request, person: Person, permission: Permission) -> Organisation:
    return await permitted(person, request.path_params["slug"], permission)


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
    Route("/organiser/organisations/{slug}", show, methods=["GET"]),
    Route("/organiser/organisations/{slug}", edit, methods=["POST"]),
    Route("/organiser/organisations/{slug}/place", move, methods=["POST"]),
]
