"""The organiser brings in a timetable: what it would change is shown first."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.schedule.importing import apply, told
from events_svc.web import access, carried, forms, pages
from events_svc.web.feeds import upload
from events_svc.web.state import Request

TEMPLATE = "feeds/import.html"


async def form(request: Request) -> Response:
    """Choose a file."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return await pages.render(request, TEMPLATE, event=event, difference=None, problems=[])


async def preview(request: Request) -> Response:
    """What the file would change; nothing is written."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    try:
        raw = await carried.uploaded(await forms.read(request))
        timetable = await upload.understood(raw, event)
    except forms.Malformed as error:
        return await _refused(request, event, error)
    difference = await apply.planned(event, timetable)
    return await pages.render(
        request,
        TEMPLATE,
        event=event,
        timetable=timetable,
        difference=difference,
        changes=told.changes,
        odd=[carried.said(problem) for problem in timetable.odd],
        place_of=carried.placed,
        outside=apply.outside(event, timetable),
        dates=apply.dates(timetable),
        upload=await carried.carried(raw),
        problems=[],
    )


async def bring_in(request: Request) -> Response:
    """The working agenda says what the file says; the event takes its dates if that was chosen."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    try:
        sent = await forms.read(request)
        timetable = await upload.understood(await carried.uploaded(sent), event)
    except forms.Malformed as error:
        return await _refused(request, event, error)
    way = apply.bring_in_with_dates if sent.get("dates") == "take" else apply.bring_in
    await way(event, timetable)
    return pages.redirect(request, f"/organiser/events/{event.slug}/agenda")


async def _refused(request: Request, event: Event, error: forms.Malformed) -> Response:
    """The form again, with what is wrong and what was pasted."""
    return await pages.render(
        request,
        TEMPLATE,
        status=422,
        event=event,
        difference=None,
        problems=list(error.errors.values()),
        pasted=(await forms.as_typed(request)).get("pasted", ""),
    )


_BASE = "/organiser/events/{slug}"

routes: list[BaseRoute] = [
    Route(f"{_BASE}/import", form, methods=["GET"]),
    Route(f"{_BASE}/import", preview, methods=["POST"]),
    Route(f"{_BASE}/imports", bring_in, methods=["POST"]),
]
