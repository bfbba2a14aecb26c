"""`/sitemap-videos.xml` for search engines, and `/robots.txt`, which tells them of it."""

from datetime import UTC, datetime

from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from events_svc.feeds import sitemaps
from events_svc.feeds.files import File
from events_svc.web.feeds.asked import Asked
from events_svc.web.feeds.warm import Feed, Found
from events_svc.web.state import Request

CLOSED = ("/organiser", "/account", "/orders/", "/tickets/", "/watch/", "/gate", "/api/")
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


async def index(request: Request, asked: Asked) -> Found:
    """The parts of the sitemap."""
    parts = await sitemaps.parts()
    changed_at = max((one.changed_at for one in parts), default=_BEGINNING)

    async def build() -> File:
        return await sitemaps.index(parts, changed_at, public_url=_url(request))

    return Found(tuple(one.mark for one in parts), build)


async def part(request: Request, asked: Asked) -> Found:
    """One part: recordings with their pages, pictures and files."""
    found = await sitemaps.part(request.path_params["number"])

    async def build() -> File:
        return await sitemaps.file(found, asked.language, public_url=_url(request))

    return Found(found.mark, build)


async def robots(request: Request) -> Response:
    """What programs leave alone, and where the sitemap is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    return PlainTextResponse(
        "\n".join([*lines, f"Sitemap: {_url(request)}/sitemap-videos.xml", ""])
    )


def _url(request: Request) -> str:
    return str(request.state["settings"].public_url)


routes: list[BaseRoute] = [
    Route("/sitemap-videos.xml", Feed(index), methods=["GET"], name="feed:sitemap"),
    Route(
        "/sitemap-videos/{number:int}.xml", Feed(part), methods=["GET"], name="feed:sitemap-part"
    ),
    Route("/robots.txt", robots, methods=["GET"], name="robots"),
]
