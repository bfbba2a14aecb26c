"""What readers say of a session once it has begun, and where its organisers read it."""

from datetime import timedelta
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.accounts.limits import limit
from events_svc.accounts.permissions import Permission
from events_svc.schedule import board, feedback, queries
from events_svc.stats import keys, salts
from events_svc.web import access, forms, pages
from events_svc.web.address import client_address, client_network
from events_svc.web.state import Request

HOUR = timedelta(hours=1)
MOST_AN_HOUR = 60


class FeedbackForm(msgspec.Struct):
    rating: Annotated[int, Meta(ge=1, le=5)]
    words: Annotated[str, Meta(max_length=4000)] = ""


async def give(request: Request) -> Response:
    """The reader's word is kept, once a day; no address is."""
    event = await access.public_event(request)
    code = request.path_params["code"]
    if await queries.entry(event.id, code) is None:
        raise NotFound
    form = await forms.parse(request, FeedbackForm)
    await limit(f"feedback:{client_network(request)}", most=MOST_AN_HOUR, within=HOUR)
    session = await board.session_of(event, code)
    key = await _reader_key(request, session.id)
    await feedback.give(session, form.rating, form.words, reader_key=key)
    return pages.redirect(request, f"/events/{event.slug}/sessions/{code}?thanks=1#feedback")


async def index(request: Request) -> Response:
    """All sessions of which somebody said something, the latest words first."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return await pages.render(
        request, "schedule/feedback.html", event=event, opinions=await feedback.opinions(event.id)
    )


async def _reader_key(request: Request, session_id: int) -> str:
    salt = await salts.of_day(clock.now().date())
    agent = request.headers.get("user-agent", "")
    return keys.viewer_key(salt, client_address(request), agent, session_id).hex()


routes: list[BaseRoute] = [
    Route("/events/{slug}/sessions/{code}/feedback", give, methods=["POST"], name="feedback_give"),
    Route("/organiser/events/{slug}/agenda/feedback", index, name="feedback"),
]
