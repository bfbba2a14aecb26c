"""Covers: `/series/{slug}/cover.png` for podcast programs, `/events/{slug}/picture.png` for its streams."""

import hashlib

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.documents import press
from events_svc.documents.facts import WIDE, Cover
from events_svc.events import access as events
from events_svc.text import Text
from events_svc.web import access
from events_svc.web.state import Request

ACCENT = "#a8321f"  # where no event says another


async def series(request: Request) -> Response:
    """The cover of a series."""
    found = await events.series_at(request.path_params["slug"])
    by = _first(found.organisation.name)
    cover = Cover(_first(found.name), _second(found.name), by, ACCENT)
    return await _drawn(request, cover)


async def event(request: Request) -> Response:
    """The picture of an event, as wide as a screen."""
    found = await access.public_event(request)
    by = _first(found.organisation.name)
    cover = Cover(_first(found.title), _second(found.title), by, found.accent, WIDE)
    return await _drawn(request, cover)


async def _drawn(request: Request, cover: Cover) -> Response:
    """Drawn when nobody has it: the tag is of what stands on it, so a known one costs no drawing."""
    etag = f'"{hashlib.sha256(repr(cover).encode()).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": "public, max-age=3600"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = await press.printed("cover.png", cover)
    return Response(body, headers=headers, media_type="image/png")


def _first(words: Text) -> str:
    return words.get("zh") or words.get("en", "")


def _second(words: Text) -> str:
    return words.get("en", "") if words.get("zh") else ""


routes: list[BaseRoute] = [
    Route("/series/{slug}/cover.png", series, methods=["GET"], name="series_cover"),
    Route("/events/{slug}/picture.png", event, methods=["GET"], name="event_picture"),
]
