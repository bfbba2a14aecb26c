"""The first page: what is live, what runs, what comes, what was."""

from starlette.responses import Response

from events_svc.events import listing
from events_svc.media.queries import live_now
from events_svc.stats.queries import concurrent
from events_svc.web import pages
from events_svc.web.events import cursor
from events_svc.web.state import Request


async def home(request: Request) -> Response:
    """Public events, and the lectures that are on the air at this moment."""
    asked = request.query_params
    listed = await listing.home(
        upcoming_after=cursor.place(asked.get("upcoming", "")),
        past_after=cursor.place(asked.get("past", "")),
    )
    live = await live_now()
    return await pages.render(
        request,
        "events/home.html",
        home=listed,
        live=live,
        viewers=await concurrent(one.source_id for one in live),
        upcoming_next=cursor.word(listed.upcoming_next),
        past_next=cursor.word(listed.past_next),
        is_first=not (asked.get("upcoming") or asked.get("past")),
    )
