"""Pages that other sites show in a frame: the player of a recording, or what can be watched of a session.

Nothing else stands on them; they alone may be framed. A frame on a foreign site gets no cookie of ours,
so what needs a ticket is never in one.
"""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.media import contents, index, platforms
from events_svc.media.queries import by_language
from events_svc.schedule import queries as schedule
from events_svc.web import access, i18n, pages, watching
from events_svc.web.captions import tracks
from events_svc.web.middleware import POLICY
from events_svc.web.state import Request

FRAMED = {
    "content-security-policy": POLICY.replace("frame-ancestors 'none'", "frame-ancestors *"),
    "x-robots-tag": "noindex",
}


async def recording(request: Request) -> Response:
    """The player of a published recording."""
    found = await index.published(request.path_params["slug"])
    if found is None:
        raise NotFound
    sources = by_language(index.shown(found), i18n.language.get())
    ours = [one for one in sources if platforms.PLATFORMS[one.platform].is_ours]
    frames = [one for one in sources if platforms.frame_of(one)]
    held = await contents.of_recording(found.id)
    return await pages.render(
        request,
        "media/embed.html",
        headers=FRAMED,
        recording=found,
        playable=ours[0] if ours else None,
        framed=frames[0] if frames else None,
        frame=platforms.frame_of(frames[0]) if frames else None,
        platforms=platforms.PLATFORMS,
        tracks=tracks(found, held),
        start=_start(request.query_params.get("t", "")),
        home=request.state["settings"].public_url,
    )


async def session(request: Request) -> Response:
    """What can be watched of a released session now: the time, the stream, the recording."""
    event = await access.public_event(request)
    code = request.path_params["code"].upper()
    item = next((i for i in await schedule.programme(event) if i["code"] == code), None)
    if item is None:
        raise NotFound
    return await pages.render(
        request,
        "media/embed_session.html",
        headers=FRAMED,
        home=request.state["settings"].public_url,
        **await watching.shown(request, event, item),
    )


def _start(seconds: str) -> int:
    """The second of `?t=`; 0 for what is none."""
    return int(seconds) if seconds.isascii() and seconds.isdecimal() and len(seconds) < 7 else 0


routes: list[BaseRoute] = [
    Route("/recordings/{slug}/embed", recording, name="recording_embed"),
    Route("/events/{slug}/sessions/{code}/embed", session, name="session_embed"),
]
