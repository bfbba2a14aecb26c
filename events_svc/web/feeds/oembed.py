"""Other sites ask how to show a page of ours (https://oembed.com)."""

import re
from typing import Any

import orjson
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.feeds import frames, oembed, oembed_video, standing
from events_svc.feeds.oembed import Frame
from events_svc.web import serving
from events_svc.web.feeds.asked import asked_by
from events_svc.web.state import Request

LONGEST = 1000  # characters of an address


async def show(request: Request) -> Response:
    """What the page at `url` is in a frame: an agenda, a recording, what can be watched of a session.

    404 for what is none of ours or not public, 501 for other formats.
    """
    asked = request.query_params
    form = asked.get("format", "json")
    if form not in {"json", "xml"}:
        return Response(status_code=501)
    frame = Frame(_pixels(asked.get("maxwidth")), _pixels(asked.get("maxheight")))
    said = await _told(request, asked.get("url", "")[:LONGEST], frame)
    body, kind = (
        (oembed.as_xml(said), oembed.XML) if form == "xml" else (orjson.dumps(said), oembed.JSON)
    )
    headers = {
        "access-control-allow-origin": "*",
        "cache-control": serving.PUBLIC.decode(),
        "vary": "Accept-Language",
    }
    return Response(body, media_type=kind, headers=headers)


async def _told(request: Request, address: str, frame: Frame) -> dict[str, Any]:
    url = request.state["settings"].public_url
    language = asked_by(request.scope).language
    if recording := oembed_video.recording_in(address, url):
        shown = await frames.of_recording(recording, language, public_url=url)
        return oembed_video.told(shown, frame)
    if session := oembed_video.session_in(address, url):
        shown = await frames.of_session(*session, language, public_url=url)
        return oembed_video.told(shown, frame)
    event = await standing.of(oembed.slug_in(address, url), public_url=url)
    if event.is_draft:
        raise NotFound
    return oembed.told(event.facts, frame, language)


def _pixels(said: str | None) -> int:
    return max(1, int(said)) if said and re.fullmatch("[0-9]{1,5}", said) else 10_000


routes: list[BaseRoute] = [Route("/oembed", show, methods=["GET"], name="oembed")]
