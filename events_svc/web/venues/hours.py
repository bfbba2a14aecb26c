"""When rooms are open, and how far one venue is from another: forms of the venue's page."""

from collections.abc import Sequence
from datetime import time

from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events import places
from events_svc.web import auth, errors, forms, pages
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.venues import page
from events_svc.web.venues.forms import HoursForm
from venues import openings, travel
from venues.errors import EndsBeforeStart, TooManyOpenings
from venues.models import Room, Venue
from venues.queries import owned_by


async def add(request: Request) -> Response:
    """The room is open on these days too; the first hours close it at all other times."""
    room = await _room(request)
    try:
        form = await forms.parse(request, HoursForm)
        with errors.beside("last", EndsBeforeStart, TooManyOpenings):
            await places.open_at(room, [*await _standing(room), *_daily(form, room.venue)])
    except Malformed as error:
        hours = {"hours": await forms.as_typed(request), "hours_errors": error.errors}
        return await page.render(request, room.venue, open_room=room.id, **hours)
    return pages.redirect(request, f"/organiser/venues/{room.venue.id}#room-{room.id}")


async def clear(request: Request) -> Response:
    """The room is always open."""
    room = await _room(request)
    await forms.read(request)
    await places.open_at(room, [])
    return pages.redirect(request, f"/organiser/venues/{room.venue.id}#room-{room.id}")


async def ways(request: Request) -> Response:
    """The ways to other venues of the organisation take so long; a blank one by the distance."""
    person = await auth.signed_in(request)
    venue = await places.permitted(person, request.path_params["id"], Permission.AGENDA_EDIT)
    sent = await forms.read(request)
    others = [one for one in await owned_by([venue.owner]) if one.id != venue.id]
    try:
        said = {other.id: _minutes(sent, other.id) for other in others}
    except Malformed as error:
        return await page.render(request, venue, ways_errors=error.errors)
    for other in others:
        await places.say_way(venue, other, said[other.id])
    return pages.redirect(request, f"/organiser/venues/{venue.id}#ways")


async def _room(request: Request) -> Room:
    person = await auth.signed_in(request)
    return await places.room_of(person, request.path_params["id"], Permission.AGENDA_EDIT)


async def _standing(room: Room) -> Sequence[openings.Span]:
    return (await openings.of_rooms([room.id])).get(room.id, [])


def _daily(form: HoursForm, venue: Venue) -> list[openings.Span]:
    if not 1970 <= form.first.year <= form.last.year <= 2200:
        raise EndsBeforeStart
    opens, closes = time.fromisoformat(form.opens), time.fromisoformat(form.closes)
    zone = venue.timezone
    return openings.daily(form.first, form.last, opens=opens, closes=closes, timezone=zone)


def _minutes(sent: FormData, venue_id: int) -> int | None:
    words = str(sent.get(f"minutes_{venue_id}") or "").strip()
    if not words:
        return None
    if not words.isdecimal() or int(words[:9]) > travel.LONGEST_MINUTES:
        raise Malformed({f"minutes_{venue_id}": gettext("A whole number, please.")})
    return int(words)


routes: list[BaseRoute] = [
    Route("/organiser/rooms/{id:int}/hours", add, methods=["POST"], name="room_hours"),
    Route("/organiser/rooms/{id:int}/hours/removal", clear, methods=["POST"], name="room_open"),
    Route("/organiser/venues/{id:int}/ways", ways, methods=["POST"], name="venue_ways"),
]
