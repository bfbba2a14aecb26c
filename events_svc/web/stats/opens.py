"""`POST /opens`: somebody opened the player of another platform in a frame of our page."""

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc import clock
from events_svc.stats import opens, sources
from events_svc.stats.errors import PlayedHere, SourceUnknown
from events_svc.web.api import decoded
from events_svc.web.fields import Id
from events_svc.web.state import Request
from events_svc.web.stats.beacon import body_of, is_bot, key_of, salt_of

MOST_BYTES = 200


class Opening(msgspec.Struct):
    """The source whose frame was opened."""

    src: Id


async def open_frame(request: Request) -> Response:
    """Count an opening, once an hour and viewer: “opened here”, never a view; programs are not counted."""
    opening: Opening = decoded(await body_of(request, most=MOST_BYTES), Opening)
    watched = (await sources.watched([opening.src])).get(opening.src)
    if watched is None:
        raise SourceUnknown(opening.src)
    if watched.is_ours:
        raise PlayedHere(opening.src)
    if not is_bot(request):
        now = clock.now()
        await opens.note(opening.src, key=key_of(request, opening.src, await salt_of(now)), at=now)
    return Response(status_code=204)


routes: list[BaseRoute] = [Route("/opens", open_frame, methods=["POST"], name="opens")]
