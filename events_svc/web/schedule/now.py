"""What is on now and what comes next: for the hall's screen, and for the door of one room."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.schedule import queries
from events_svc.schedule.entries import EntryRoom, Item
from events_svc.web import access, pages
from events_svc.web.schedule.programme import rooms_of
from events_svc.web.state import Request

SOON = timedelta(hours=14)  # what comes later is not "next"
LISTED = 6


@dataclass(frozen=True, slots=True)
class Door:
    """A room: what is on in it, and what comes, nearest first."""

    room: EntryRoom
    on: list[Item]
    coming: list[Item]


async def show(request: Request) -> Response:
    """Every room with what is on and what comes next."""
    event = await access.public_event(request)
    items = await queries.programme(event)
    now = clock.now()
    doors = [door(room, items, now) for room in rooms_of(items)]
    return await pages.render(request, "schedule/now.html", event=event, doors=doors)


async def room(request: Request) -> Response:
    """The screen beside the door of a room: large, without anything to press, anew every half minute."""
    event = await access.public_event(request)
    items = await queries.programme(event)
    rooms = {one["id"]: one for one in rooms_of(items)}
    here = rooms.get(request.path_params["id"])
    if here is None:
        raise NotFound
    return await pages.render(
        request, "schedule/kiosk.html", event=event, door=door(here, items, clock.now())
    )


def door(room: EntryRoom, items: list[Item], now: datetime) -> Door:
    """What is on in the room at `now`, and what comes within half a day."""
    here = [item for item in items if _is_in(item, room)]
    on = [item for item in here if item["starts_at"] <= now < item["ends_at"]]
    coming = [item for item in here if now < item["starts_at"] <= now + SOON]
    return Door(room, on, coming[:LISTED])


def _is_in(item: Item, room: EntryRoom) -> bool:
    """A break without a room is everywhere."""
    rooms = [item["room"], *item["more_rooms"]]
    return any(one and one["id"] == room["id"] for one in rooms) or (
        item["is_break"] and item["room"] is None
    )


routes: list[BaseRoute] = [
    Route("/events/{slug}/now", show, name="now"),
    Route("/events/{slug}/rooms/{id:int}/now", room, name="kiosk"),
]
