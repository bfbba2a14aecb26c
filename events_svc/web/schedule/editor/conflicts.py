"""All conflicts of an agenda with their reasons, and what the event asks of its agenda."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.schedule import asks, desk
from events_svc.schedule.conflicts import reading
from events_svc.schedule.conflicts.facts import Rules
from events_svc.web import access, forms, pages
from events_svc.web.schedule import reasons
from events_svc.web.state import Request

PATH = "/organiser/events/{slug}/conflicts"
Minutes = Annotated[int, Meta(ge=0, le=24 * 60)]


class RulesForm(msgspec.Struct):
    room_break_minutes: Minutes = 0
    speaker_break_minutes: Minutes = 0
    shared_stars: Annotated[int, Meta(ge=1, le=1_000_000)] = 10


async def show(request: Request) -> Response:
    """The conflicts, those that cannot be first."""
    event = await access.editable_event(request, Permission.EVENT_VIEW)
    return await _page(request, event)


async def save(request: Request) -> Response:
    """The event asks this of its agenda."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    try:
        form = await forms.parse(request, RulesForm)
    except forms.Malformed as error:
        return await _page(request, event, status=422, errors=error.errors, values=error.values)
    await asks.ask(event, Rules(**msgspec.structs.asdict(form)))
    return pages.redirect(request, f"/organiser/events/{event.slug}/conflicts")


async def _page(
    request: Request,
    event: Event,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    values: dict[str, Any] | None = None,
) -> Response:
    found = await reading.of_event(event)
    rules = await reading.rules_of(event)
    return await pages.render(
        request,
        "schedule/conflicts.html",
        status=status,
        event=event,
        hard=[one for one in found if one.is_hard],
        soft=[one for one in found if not one.is_hard],
        reason=reasons.words,
        day_of=lambda moment: desk.day_of(moment, ZoneInfo(event.timezone)),
        errors=errors or {},
        values=values or {name: getattr(rules, name) for name in RulesForm.__struct_fields__},
    )


routes: list[BaseRoute] = [
    Route(PATH, show, name="agenda_conflicts"),
    Route(PATH, save, methods=["POST"], name="agenda_rules"),
]
