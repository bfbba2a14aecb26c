"""Venues and their rooms: pages of the console."""

from typing import Any

from starlette.responses import Response

from events_svc.accounts.permissions import Permission
from events_svc.events import places, queries
from events_svc.web import auth, errors, forms, pages, paging
from events_svc.web.organisation import candidates, chosen
from events_svc.web.rules import checked
from events_svc.web.state import Request
from events_svc.web.venues import page
from events_svc.web.venues.forms import RoomForm, VenueForm, columns
from venues.errors import RoomNameTaken
from venues.models import Venue
from venues.queries import owned_by

PAGE = 50


async def index(request: Request) -> Response:
    """The venues of the organiser's organisations, and the form for one more."""
    return await _list(request, {})


async def create(request: Request) -> Response:
    """A new venue; on to its rooms."""
    organisations = await candidates(request, Permission.AGENDA_EDIT)
    try:
        form = await forms.parse(request, VenueForm)
        organisation = chosen(organisations, form.organisation_id)
        values = columns(form)
    except forms.Malformed as error:
        return await _list(request, await forms.as_typed(request), error.errors)
    venue = await places.open_venue(organisation, values)
    return pages.redirect(request, f"/organiser/venues/{venue.id}")


async def edit(request: Request) -> Response:
    """A venue, its rooms, and the form for one more."""
    return await page.render(request, await _editable(request))


async def save(request: Request) -> Response:
    """The venue says what the form says."""
    venue = await _editable(request)
    try:
        values = columns(await forms.parse(request, VenueForm))
    except forms.Malformed as error:
        typed = await forms.as_typed(request)
        return await page.render(request, venue, values=typed, errors=error.errors)
    await places.change_venue(venue, values)
    return pages.redirect(request, f"/organiser/venues/{venue.id}")


async def add_room(request: Request) -> Response:
    """The venue has one more room."""
    venue = await _editable(request)
    try:
        form = await forms.parse(request, RoomForm)
        checked({"name": form.name}, "UTC")
        await places.add_room(venue, form.name, capacity=form.capacity)
    except forms.Malformed as error:
        typed = await forms.as_typed(request)
        return await page.render(request, venue, room=typed, room_errors=error.errors)
    except RoomNameTaken as error:
        beside = {"name": errors.words(error)}
        typed = await forms.as_typed(request)
        return await page.render(request, venue, room=typed, room_errors=beside)
    return pages.redirect(request, f"/organiser/venues/{venue.id}")


async def _editable(request: Request) -> Venue:
    person = await auth.signed_in(request)
    return await places.permitted(person, request.path_params["id"], Permission.AGENDA_EDIT)


async def _list(
    request: Request, values: dict[str, Any], wrong: dict[str, str] | None = None
) -> Response:
    person = await auth.organiser(request)
    before = paging.number(request.query_params.get("before", ""))
    found = await owned_by(await places.usable(person), before_id=before, limit=PAGE)
    venues, following = paging.cut(found, PAGE)
    return await pages.render(
        request,
        "venues/list.html",
        venues=venues,
        following=following,
        organisations=await queries.organisations(person, Permission.AGENDA_EDIT),
        values=values,
        errors=wrong or {},
        status=422 if wrong else 200,
    )
