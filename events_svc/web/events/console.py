"""The organiser's first page, a new event, and how an event stands."""

from typing import Any

from starlette.responses import Response

from events_svc.accounts.permissions import Permission
from events_svc.events import listing, queries
from events_svc.events.access import may
from events_svc.events.create import create
from events_svc.web import access, auth, forms, pages
from events_svc.web.events import cursor
from events_svc.web.events.forms import TIMEZONES, NewEvent, columns
from events_svc.web.events.standing import standing, steps
from events_svc.web.organisation import candidates, chosen
from events_svc.web.state import Request


async def index(request: Request) -> Response:
    """The events in which this person has a role, figures first; the empty page teaches."""
    person = await auth.organiser(request)
    after = cursor.place(request.query_params.get("after", ""))
    events, following = await listing.of_person(person, after=after)
    return await pages.render(
        request,
        "events/organiser.html",
        events=events,
        following=cursor.word(following),
        figures=await listing.figures(person),
        may_create=bool(await queries.organisations(person, Permission.EVENT_EDIT)),
    )


async def new(request: Request) -> Response:
    """The form of a new event."""
    values = {"kind": "summit", "mode": "onsite", "timezone": "Asia/Shanghai"}
    return await _new(request, values)


async def make(request: Request) -> Response:
    """A draft out of the form; on to its overview."""
    organisations = await candidates(request, Permission.EVENT_EDIT)
    try:
        form = await forms.parse(request, NewEvent)
        organisation = chosen(organisations, form.organisation_id)
        values = columns(form)
    except forms.Malformed as error:
        return await _new(request, await forms.as_typed(request), error.errors)
    del values["organisation_id"]
    event = await create(organisation, values)
    return pages.redirect(request, f"/organiser/events/{event.slug}")


async def overview(request: Request) -> Response:
    """The figures of an event, and what wants doing."""
    event = await access.editable_event(request, Permission.EVENT_VIEW)
    now = await standing(event)
    return await pages.render(
        request,
        "events/overview.html",
        event=event,
        standing=now,
        steps=steps(now),
        parties=await queries.parties(event),
        may_edit=may(await auth.person(request), Permission.EVENT_EDIT, event),
    )


async def _new(
    request: Request, values: dict[str, Any], errors: dict[str, str] | None = None
) -> Response:
    organisations = await candidates(request, Permission.EVENT_EDIT)
    return await pages.render(
        request,
        "events/new.html",
        organisations=organisations,
        timezones=TIMEZONES,
        values=values,
        errors=errors or {},
        status=422 if errors else 200,
    )
