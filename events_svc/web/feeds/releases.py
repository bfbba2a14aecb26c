"""The versions of an agenda for feed readers."""

from starlette.routing import BaseRoute, Route

from events_svc.feeds import releases_atom
from events_svc.feeds.files import File, packed
from events_svc.feeds.releases_atom import Version
from events_svc.schedule.queries import releases
from events_svc.web.feeds.asked import Asked
from events_svc.web.feeds.event import cache_of, standing_of
from events_svc.web.feeds.warm import Feed, Found
from events_svc.web.state import Request

MOST = 30


async def atom(request: Request, asked: Asked) -> Found:
    """The newest versions with what each changed; before the first an empty feed."""
    event = await standing_of(request)

    async def build() -> File:
        versions = [
            Version(one.number, one.note, one.changes, one.released_at)
            for one in await releases(event.event.id, limit=MOST)
        ]
        body = releases_atom.write(event.facts, versions, asked.language)
        return packed(body, releases_atom.MEDIA_TYPE, event.facts.released_at)

    return Found((event.release_id, event.mark), build, cache_of(event))


routes: list[BaseRoute] = [
    Route("/events/{slug}/releases.atom", Feed(atom), methods=["GET"], name="feed:releases.atom")
]
