"""`/live`: what is on now, what comes next, and for organisers what should be on and is not."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.events import access as events
from events_svc.events.models import Event
from events_svc.media import guide, platforms
from events_svc.schedule import queries as schedule
from events_svc.schedule.entries import Item
from events_svc.web import access, auth, live, pages, watching
from events_svc.web.media import board
from events_svc.web.state import Request

TOPIC = "live"  # what is live has changed, or the timetable has turned


async def index(request: Request) -> Response:
    """Every stream that is live, by session; then the next ones; of one event by `?event=`."""
    event = await _event(request)
    return await pages.render(
        request,
        "media/live.html",
        event=event,
        board=await board.shown(board.PAGE, event),
        missing=await guide.missing(await auth.person(request)),
        platforms=platforms.PLATFORMS,
    )


async def kiosk(request: Request) -> Response:
    """The same for a screen in the foyer: large, without anything to press."""
    event = await _event(request)
    drawn = await board.shown(board.KIOSK, event)
    return await pages.render(request, "media/kiosk.html", event=event, board=drawn)


async def changes(request: Request) -> Response:
    """The board, again whenever something begins, ends, or is said to be live."""
    event = await _event(request)
    template = board.KIOSK if request.query_params.get("kiosk") else board.PAGE
    return live.events(TOPIC, lambda: board.shown(template, event))


async def session(request: Request) -> Response:
    """What can be watched of one session: the fragment of its page, also to be read alone."""
    event, item = await _released(request)
    return await pages.render(
        request,
        "media/_session.html" if pages.is_fragment(request) else "media/session.html",
        **await watching.shown(request, event, item),
    )


async def session_changes(request: Request) -> Response:
    """A word that changes when the session's page would look different; its scripts look again then."""
    event, item = await _released(request)

    async def stamp() -> str:
        return (await watching.hub_of(request, event, item)).stamp

    return live.events(f"live:{item['id']}", stamp)


async def _event(request: Request) -> Event | None:
    """The event of `?event=`, if one is named; NotFound for one that this person may not see."""
    slug = request.query_params.get("event", "")
    return await events.visible(await auth.person(request), slug) if slug else None


async def _released(request: Request) -> tuple[Event, Item]:
    event = await access.public_event(request)
    code = request.path_params["code"].upper()
    item = next((i for i in await schedule.programme(event) if i["code"] == code), None)
    if item is None:
        raise NotFound
    return event, item


routes: list[BaseRoute] = [
    Route("/live", index, name="live"),
    Route("/live/kiosk", kiosk, name="live_kiosk"),
    Route("/live/changes", changes, name="live_changes"),
    Route("/events/{slug}/sessions/{code}/watch", session, name="session_watch"),
    Route("/events/{slug}/sessions/{code}/watch/changes", session_changes, name="session_changes"),
]
