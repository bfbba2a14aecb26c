"""The page of a venue: its rooms, when they are open, the ways to other venues."""

from typing import Any

from starlette.responses import Response

from events_svc.web import pages
from events_svc.web.state import Request
from venues import openings, travel
from venues.models import Journey, Venue
from venues.queries import owned_by, rooms_of
from venues.seat_models import SeatMap


async def render(request: Request, venue: Venue, **more: Any) -> Response:
    """The page with what stands; `more` holds what was typed and what is wrong with it."""
    rooms = await rooms_of(venue)
    wrong = any(more.get(name) for name in ("errors", "room_errors", "hours_errors", "ways_errors"))
    context: dict[str, Any] = {
        "values": _standing(venue),
        "errors": {},
        "room": {},
        "room_errors": {},
        "hours": {"opens": "08:00", "closes": "20:00"},
        "hours_errors": {},
        "open_room": None,
        "ways_errors": {},
        **more,
    }
    return await pages.render(
        request,
        "venues/venue.html",
        status=422 if wrong else 200,
        venue=venue,
        rooms=rooms,
        seat_maps=await SeatMap.filter(room__venue_id=venue.id)
        .order_by("id")
        .select_related("room"),
        open_at=await openings.of_rooms([room.id for room in rooms]),
        **await _ways(venue),
        **context,
    )


async def _ways(venue: Venue) -> dict[str, Any]:
    """The other venues, what was said of the way to each, and what the distance says."""
    others = [one for one in await owned_by([venue.owner]) if one.id != venue.id]
    said: dict[int, int] = {}
    for way in await Journey.filter(one_id=venue.id):
        said[way.other_id] = way.minutes
    for way in await Journey.filter(other_id=venue.id):
        said[way.one_id] = way.minutes
    places = {one.id: travel.point(one) for one in (venue, *others)}
    by_distance = {
        other if one == venue.id else one: minutes
        for (one, other), minutes in travel.estimated(places).items()
        if venue.id in (one, other)
    }
    return {"others": others, "said": said, "by_distance": by_distance}


def _standing(venue: Venue) -> dict[str, Any]:
    texts = {
        f"{name}_{lang}": words
        for name in ("name", "city", "address")
        for lang, words in getattr(venue, name).items()
    }
    numbers = {name: getattr(venue, name) for name in ("latitude", "longitude", "timezone")}
    return {**texts, **numbers}
