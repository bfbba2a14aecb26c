"""Teams of organisations and of events: add by e-mail, change the role, remove."""

from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from events_svc.accounts import teams
from events_svc.accounts.errors import AlreadyInTeam
from events_svc.accounts.limits import limit
from events_svc.accounts.models import Role
from events_svc.accounts.organisations import permitted
from events_svc.accounts.permissions import Permission
from events_svc.accounts.teams import Team
from events_svc.events.access import may
from events_svc.events.models import Event
from events_svc.web import auth, forms, i18n, pages
from events_svc.web.access import editable_event
from events_svc.web.accounts import organisation, words
from events_svc.web.accounts.sign_in import WITHIN
from events_svc.web.errors import words as message
from events_svc.web.fields import Email
from events_svc.web.state import Request


class NewMember(msgspec.Struct):
    email: Email
    role: Role


class Change(msgspec.Struct):
    role: Role


async def add_to_organisation(request: Request) -> Response:
    """Somebody joins the organisation's team."""
    team = await _of_organisation(request)
    try:
        await _add(request, team)
    except forms.Malformed as wrong:
        return await organisation.page(
            request, team.organisation, team_values=wrong.values, team_errors=wrong.errors
        )
    return pages.redirect(request, request.url.path.removesuffix("/team"))


async def change_in_organisation(request: Request) -> Response:
    """A member gets another role."""
    await _change(request, await _of_organisation(request))
    return pages.redirect(request, request.url.path.rpartition("/team/")[0])


async def remove_from_organisation(request: Request) -> Response:
    """A member leaves."""
    await _remove(request, await _of_organisation(request))
    return pages.redirect(request, request.url.path.rpartition("/team/")[0])


async def show(request: Request) -> Response:
    """Who works for the event."""
    return await _event_page(request, await editable_event(request, Permission.EVENT_VIEW))


async def add_to_event(request: Request) -> Response:
    """Somebody joins the event's team."""
    event = await editable_event(request, Permission.TEAM_EDIT)
    try:
        await _add(request, _of_event(event))
    except forms.Malformed as wrong:
        return await _event_page(request, event, team_values=wrong.values, team_errors=wrong.errors)
    return pages.redirect(request, request.url.path)


async def change_in_event(request: Request) -> Response:
    """A member gets another role at the event."""
    event = await editable_event(request, Permission.TEAM_EDIT)
    await _change(request, _of_event(event))
    return pages.redirect(request, f"/organiser/events/{event.slug}/team")


async def remove_from_event(request: Request) -> Response:
    """A member leaves the event's team."""
    event = await editable_event(request, Permission.TEAM_EDIT)
    await _remove(request, _of_event(event))
    return pages.redirect(request, f"/organiser/events/{event.slug}/team")


async def _add(request: Request, team: Team) -> None:
    form = await forms.parse(request, NewMember)
    person = await auth.signed_in(request)
    await limit(f"invitations:{person.user_id}", most=60, within=WITHIN)
    try:
        await teams.add(team, form.email, role=form.role, language=i18n.language.get())
    except AlreadyInTeam as there:  # said beside the field, with what was typed
        raise forms.Malformed({"email": message(there)}, dict(await request.form())) from there


async def _change(request: Request, team: Team) -> None:
    form = await forms.parse(request, Change)
    await teams.change(team, request.path_params["id"], role=form.role)


async def _remove(request: Request, team: Team) -> None:
    await forms.read(request)
    await teams.remove(team, request.path_params["id"])


async def _of_organisation(request: Request) -> Team:
    person = await auth.signed_in(request)
    return Team(await permitted(person, request.path_params["slug"], Permission.TEAM_EDIT))


def _of_event(event: Event) -> Team:
    return Team(event.organisation, event.id)


async def _event_page(request: Request, event: Event, **told: Any) -> Response:
    person = await auth.person(request)
    standing: dict[str, Any] = {
        "event": event,
        "members": await teams.roster(_of_event(event)),
        "above": await teams.roster(Team(event.organisation)),
        "team_url": f"/organiser/events/{event.slug}/team",
        "may_edit_team": may(person, Permission.TEAM_EDIT, event),
        "roles": words.roles(),
        "team_values": {},
        "team_errors": {},
    }
    status = 422 if told.get("team_errors") else 200
    return await pages.render(request, "accounts/team.html", status=status, **{**standing, **told})


_ORGANISATION = "/organiser/organisations/{slug}/team"
_EVENT = "/organiser/events/{slug}/team"
routes = [
    Route(_ORGANISATION, add_to_organisation, methods=["POST"]),
    Route(_ORGANISATION + "/{id:int}", change_in_organisation, methods=["POST"]),
    Route(_ORGANISATION + "/{id:int}/removal", remove_from_organisation, methods=["POST"]),
    Route(_EVENT, show, methods=["GET"]),
    Route(_EVENT, add_to_event, methods=["POST"]),
    Route(_EVENT + "/{id:int}", change_in_event, methods=["POST"]),
    Route(_EVENT + "/{id:int}/removal", remove_from_event, methods=["POST"]),
]
