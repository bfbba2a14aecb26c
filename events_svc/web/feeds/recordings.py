"""Feeds of recordings: `recordings.rss`, `recordings-video.rss`, `recordings-audio.rss`.

Of everything, of a series, of an event; `?language=` is the language that is spoken, `?lang=` that of the
feed's own words.
"""

from starlette.routing import BaseRoute, Route

from events_svc.feeds import library
from events_svc.feeds.files import File
from events_svc.feeds.library import Shelf
from events_svc.web.feeds.asked import Asked
from events_svc.web.feeds.warm import Feed, Find, Found
from events_svc.web.state import Request

KINDS = {"recordings.rss": "", "recordings-video.rss": "video", "recordings-audio.rss": "audio"}


def of_kind(kind: str) -> Find:
    """The feed of the path's series or event, or of everything, with the files of a kind."""

    async def find(request: Request, asked: Asked) -> Found:
        shelf = await _shelf(request, asked.choice.language)
        base = request.state["settings"].public_url
        url = f"{base}{request.url.path}?{asked.query}"

        async def build() -> File:
            return await library.feed(shelf, kind, asked.language, public_url=base, url=url)

        return Found(shelf.version, build)

    return find


async def _shelf(request: Request, language: str) -> Shelf:
    slug = request.path_params.get("slug", "")
    if not slug:
        return await library.everything(language)
    if request.url.path.startswith("/series/"):
        return await library.of_series(slug, language)
    return await library.of_event(slug, language)


routes: list[BaseRoute] = [
    Route(f"{within}/{name}", Feed(of_kind(kind)), methods=["GET"], name=f"feed:{within}{name}")
    for within in ("", "/series/{slug}", "/events/{slug}")
    for name, kind in KINDS.items()
]
