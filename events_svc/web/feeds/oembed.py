"""Other sites ask how to show a page of ours (https://oembed.com)."""

import re

import orjson
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.feeds import oembed, standing
from events_svc.feeds.oembed import Frame
from events_svc.web import serving
from events_svc.web.feeds.asked import asked_by
from events_svc.web.state import Request

LONGEST = 1000  # characters of an address


async def show(request: Request) -> Response:
    """The agenda of the public event whose page is `url`; 404 for what is none of ours, 501 for other formats."""
    settings, asked = request.state["settings"], request.query_params
    form = asked.get("format", "json")
    if form not in {"json", "xml"}:
        return Response(status_code=501)
    slug = oembed.slug_in(asked.get("url", "")[:LONGEST], settings.public_url)
    event = await standing.of(slug, public_url=settings.public_url)
    if event.is_draft:
        raise NotFound
    frame = Frame(_pixels(asked.get("maxwidth")), _pixels(asked.get("maxheight")))
    said = oembed.told(event.facts, frame, asked_by(request.scope).language)
    body, kind = (
        (oembed.as_xml(said), oembed.XML) if form == "xml" else (orjson.dumps(said), oembed.JSON)
    )
    headers = {
        "access-control-allow-origin": "*",
        "cache-control": serving.PUBLIC.decode(),
        "vary": "Accept-Language",
    }
    return Response(body, media_type=kind, headers=headers)


def _pixels(said: str | None) -> int:
    return max(1, int(said)) if said and re.fullmatch("[0-9]{1,5}", said) else 10_000


routes: list[BaseRoute] = [Route("/oembed", show, methods=["GET"], name="oembed")]
