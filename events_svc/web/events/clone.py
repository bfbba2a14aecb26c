"""A new event like this one: the form, and the same for programs."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.cloning.clone import Anew, clone, clone_with_vouchers
from events_svc.events.models import Event
from events_svc.web import access, auth, forms, pages
from events_svc.web.api import operation
from events_svc.web.events.forms import Slug
from events_svc.web.events.views import EventView, event_view
from events_svc.web.fields import Instant, Lines
from events_svc.web.rules import checked
from events_svc.web.state import Request

YEAR = timedelta(weeks=52)  # the same day of the week


class CloneForm(msgspec.Struct):
    """How the new event differs."""

    title: Lines
    starts_at: datetime
    with_vouchers: bool = False


class CloneOrder(msgspec.Struct):
    """How the new event differs from the one that is cloned; what is absent is the same."""

    starts_at: Instant
    title: Lines | msgspec.UnsetType = msgspec.UNSET
    slug: Slug | msgspec.UnsetType = msgspec.UNSET
    with_vouchers: bool = False


async def ask(request: Request) -> Response:
    """When the new event begins, and what it is called."""
    event = await _event(request)
    start = (event.starts_at + YEAR).astimezone(ZoneInfo(event.timezone))
    values = {
        **{f"title_{lang}": words for lang, words in event.title.items()},
        "starts_at": start.strftime("%Y-%m-%dT%H:%M"),
    }
    return await _form(request, event, values)


async def make(request: Request) -> Response:
    """A draft that is set up the same; on to its settings."""
    event = await _event(request)
    try:
        form = await forms.parse(request, CloneForm)
        given = {"title": form.title, "starts_at": form.starts_at}
        anew = Anew(**checked(given, event.timezone))
    except forms.Malformed as error:
        return await _form(request, event, await forms.as_typed(request), error.errors)
    made = await _cloned(event, anew, form)
    return pages.redirect(request, f"/organiser/events/{made.slug}/settings")


async def make_by_program(request: Request, order: CloneOrder) -> EventView:
    """Clone an event: a draft with everything that was set up, without orders and people."""
    event = await _event(request)
    given = {
        name: value
        for name, value in msgspec.structs.asdict(order).items()
        if value is not msgspec.UNSET
    }
    given.pop("with_vouchers")
    made = await _cloned(event, Anew(**checked(given, event.timezone)), order)
    return event_view(
        await Event.get(id=made.id).select_related("organisation", "series", "parent")
    )


async def _cloned(event: Event, anew: Anew, said: CloneForm | CloneOrder) -> Event:
    return await (clone_with_vouchers if said.with_vouchers else clone)(event, anew)


async def _event(request: Request) -> Event:
    """The event, if the person may set it up and make others for its organisation."""
    event = await access.editable_event(request, Permission.EVENT_EDIT)
    person = await auth.person(request)
    if not person.may(Permission.EVENT_EDIT, path=event.organisation.path):
        raise NotFound
    return event


async def _form(
    request: Request, event: Event, values: dict[str, Any], wrong: dict[str, str] | None = None
) -> Response:
    return await pages.render(
        request,
        "events/clone.html",
        event=event,
        values=values,
        errors=wrong or {},
        status=422 if wrong else 200,
    )


routes: list[BaseRoute] = [
    Route("/organiser/events/{slug}/clone", ask, methods=["GET"]),
    Route("/organiser/events/{slug}/clone", make, methods=["POST"]),
    operation(
        "POST",
        "/events/{slug}/clones",
        make_by_program,
        name="clone_event",
        body=CloneOrder,
        answer=EventView,
        status=201,
        refusals=[409],
    ),
]
