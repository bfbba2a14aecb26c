"""Who stands behind an event: a page of the console."""

from typing import Any

from starlette.responses import Response

from events_svc.accounts.permissions import Permission
from events_svc.events import queries
from events_svc.events.errors import OrganisationUnknown, PartyTwice
from events_svc.events.models import Event, PartyRole
from events_svc.events.parties import add_partner, add_party, known, raise_party, remove_party
from events_svc.web import access, errors, forms, pages
from events_svc.web.events.forms import NewParty
from events_svc.web.rules import checked
from events_svc.web.state import Request


async def index(request: Request) -> Response:
    """The parties by role, and the form for one more."""
    event = await access.editable_event(request, Permission.EVENT_EDIT)
    return await _page(request, event, {})


async def add(request: Request) -> Response:
    """A known organisation, or a partner that is named here, stands behind the event."""
    event = await access.editable_event(request, Permission.EVENT_EDIT)
    try:
        form = await forms.parse(request, NewParty)
        await _add(event, form)
    except forms.Malformed as error:
        return await _page(request, event, await forms.as_typed(request), error.errors)
    except (OrganisationUnknown, PartyTwice) as error:
        beside = {"organisation_id": errors.words(error)}
        return await _page(request, event, await forms.as_typed(request), beside, status=409)
    return _back(request, event)


async def remove(request: Request) -> Response:
    """The party does not stand behind the event any more."""
    event = await access.editable_event(request, Permission.EVENT_EDIT)
    await forms.read(request)
    await remove_party(event, request.path_params["id"])
    return _back(request, event)


async def higher(request: Request) -> Response:
    """The party stands one place higher among those of its role."""
    event = await access.editable_event(request, Permission.EVENT_EDIT)
    await forms.read(request)
    await raise_party(event, request.path_params["id"])
    return _back(request, event)


async def _add(event: Event, form: NewParty) -> None:
    if form.name:
        checked({"name": form.name}, event.timezone)
        await add_partner(event, form.name, form.role)
    else:
        await add_party(event, await known(event, form.organisation_id), form.role)


async def _page(
    request: Request,
    event: Event,
    values: dict[str, Any],
    wrong: dict[str, str] | None = None,
    status: int = 422,
) -> Response:
    return await pages.render(
        request,
        "events/parties.html",
        event=event,
        parties=await queries.parties(event),
        roles=list(PartyRole),
        organisations=await queries.nameable(event),
        values=values,
        errors=wrong or {},
        status=status if wrong else 200,
    )


def _back(request: Request, event: Event) -> Response:
    return pages.redirect(request, f"/organiser/events/{event.slug}/parties")
