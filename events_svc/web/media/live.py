"""`/live`: what is on now, what comes next, and for organisers what should be on and is not."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.media import guide, hub, platforms, queries
from events_svc.schedule import queries as schedule
from events_svc.stats import queries as stats
from events_svc.web import access, auth, i18n, pages
from events_svc.web.state import Request


async def index(request: Request) -> Response:
    """Every stream that is live, by session; then the next ones."""
    now = await queries.live_now()
    watching = await stats.concurrent([one.source_id for one in now])
    return await pages.render(
        request,
        "media/live.html",
        sessions=[
            (links, sum(watching[one.source_id] for one in links)) for links in _by_session(now)
        ],
        coming=await guide.coming(),
        missing=await guide.missing(await auth.person(request)),
        platforms=platforms.PLATFORMS,
    )


async def session(request: Request) -> Response:
    """What can be watched of one session: the fragment of its page, also to be read alone."""
    event = await access.public_event(request)
    code = request.path_params["code"].upper()
    item = next((i for i in await schedule.programme(event) if i["code"] == code), None)
    if item is None:
        raise NotFound
    found = await hub.of_session(
        item["id"], item["starts_at"], item["ends_at"], language=i18n.language.get()
    )
    return await pages.render(
        request,
        "media/_session.html" if pages.is_fragment(request) else "media/session.html",
        event=event,
        item=item,
        hub=found,
        platforms=platforms.PLATFORMS,
    )


def _by_session(now: list[queries.LiveNow]) -> list[list[queries.LiveNow]]:
    """The live links of each session together, own language first."""
    language = i18n.language.get()
    sessions: dict[int, list[queries.LiveNow]] = {}
    for one in now:
        sessions.setdefault(one.session_id, []).append(one)
    return [
        sorted(links, key=lambda one: not one.language.startswith(language))
        for links in sessions.values()
    ]


routes: list[BaseRoute] = [
    Route("/live", index, name="live"),
    Route("/events/{slug}/sessions/{code}/watch", session, name="session_watch"),
]
