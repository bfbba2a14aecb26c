"""When the speaker can come to an event, and would rather: a form for every day of it."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from events_svc.accounts.errors import NotFound
from events_svc.calls import at_desk, people
from events_svc.events.models import Event
from events_svc.web import desk, forms, pages
from events_svc.web.speakers.windows import WINDOWS, days, given, standing, whole
from events_svc.web.state import Request
from speakers import available


async def edit(request: Request) -> Response:
    """The form with what was said before."""
    here, event = await _event(request)
    declared = await available.declared(here.speaker)
    return await _page(request, here, event, values=standing(event, declared))


async def save(request: Request) -> Response:
    """On the event's days the speaker can come then; what was said of other events stays."""
    here, event = await _event(request)
    form = await forms.read(request)
    try:
        windows = given(event, form)
    except forms.Malformed as wrong:
        values = await forms.as_typed(request)
        return await _page(request, here, event, values=values, errors=wrong.errors)
    await people.declare(here.speaker, event, windows, within=whole(event))
    return pages.redirect(request, f"{here.url}/availability/{event.slug}?saved=1")


async def _event(request: Request) -> tuple[desk.Desk, Event]:
    """The desk, and an event at which its person presents or has proposed something; else NotFound."""
    here = await desk.opened(request)
    known: Sequence[Event] = await at_desk.events_of(here.speaker)
    for event in known:
        if event.slug == request.path_params["event"]:
            return here, event
    raise NotFound


async def _page(
    request: Request,
    here: desk.Desk,
    event: Event,
    *,
    values: dict[str, Any],
    errors: dict[str, str] | None = None,
) -> Response:
    return await pages.render(
        request,
        "speakers/desk_availability.html",
        status=422 if errors else 200,
        headers=desk.PRIVATE,
        desk=here,
        event=event,
        days=days(event),
        windows=WINDOWS,
        values=values,
        errors=errors or {},
    )
