"""The exports of an event's newest release, and the calendars that are chosen out of it."""

from starlette.routing import BaseRoute, Route

from events_svc.feeds import kept, standing, subscriptions
from events_svc.feeds.files import File
from events_svc.feeds.standing import Standing
from events_svc.web import access, serving
from events_svc.web.feeds.asked import EVERYTHING, Asked
from events_svc.web.feeds.warm import Feed, Find, Found
from events_svc.web.state import Request


async def calendar(request: Request, asked: Asked) -> Found:
    """All sessions, or those of a day, room, track, language or speaker; `full=1` with RFC 9073."""
    event = await standing_of(request)
    if event.release_id is not None and asked.choice == EVERYTHING:
        return exported(event, "calendar-full.ics" if asked.is_full else "calendar.ics", asked)
    source = f"{event.facts.url}/calendar.ics?{asked.query}"
    cut = await subscriptions.of_event(event, asked.choice, asked.language, source=source)
    return Found(cut.version, cut.file, cache_of(event))


async def session(request: Request, asked: Asked) -> Found:
    """One session, to be put into a calendar by hand."""
    event = await standing_of(request)
    cut = await subscriptions.of_session(event, request.path_params["code"], asked.language)
    return Found(cut.version, cut.file, cache_of(event))


def export(name: str) -> Find:
    """The export of this name."""

    async def find(request: Request, asked: Asked) -> Found:
        return exported(await standing_of(request), name, asked)

    return find


def exported(event: Standing, name: str, asked: Asked) -> Found:
    async def build() -> File:
        return await kept.export(event, name, asked.language)

    return Found((event.release_id, event.mark), build, cache_of(event))


async def standing_of(request: Request) -> Standing:
    """How the event of the path stands; a draft only for those who may see it."""
    url = request.state["settings"].public_url
    found = await standing.of(request.path_params["slug"], public_url=url)
    if found.is_draft:
        await access.public_event(request)
    return found


def cache_of(event: Standing) -> bytes:
    return serving.UNSEEN if event.is_draft else serving.PUBLIC


_EXPORTS = ("calendar.xcs", "schedule.xml", "schedule.json", "schedule.csv", "event.jsonld")

routes: list[BaseRoute] = [
    Route("/events/{slug}/calendar.ics", Feed(calendar), methods=["GET"], name="feed:calendar.ics"),
    *(
        Route(f"/events/{{slug}}/{name}", Feed(export(name)), methods=["GET"], name=f"feed:{name}")
        for name in _EXPORTS
    ),
    Route(
        "/events/{slug}/sessions/{code}/calendar.ics",
        Feed(session),
        methods=["GET"],
        name="feed:session",
    ),
]
