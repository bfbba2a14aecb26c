"""How far the worker has come with a report that it reads; one that failed is tried again."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event, Series
from events_svc.outbox import work
from events_svc.reports import readings
from events_svc.web import auth, forms, pages
from events_svc.web.state import Request

READINGS = "/organiser/reports/readings"


async def show(request: Request) -> Response:
    """How many of its rows were read, or what came of it."""
    person = await auth.signed_in(request)
    found = await readings.permitted(person, request.path_params["id"])
    may_edit = person.may(
        Permission.REPORTS_EDIT, path=found.organisation.path, event_id=found.event_id
    )
    return await pages.render(
        request,
        "reports/reading.html",
        reading=found,
        going=await work.going(found),
        event=await Event.get_or_none(id=found.event_id).select_related("organisation"),
        series=await Series.get_or_none(id=found.series_id),
        again=f"{READINGS}/{found.id}/again" if may_edit else "",
    )


async def again(request: Request) -> Response:
    """Have one that failed tried again."""
    person = await auth.signed_in(request)
    asked = request.path_params["id"]
    found = await readings.permitted(person, asked, Permission.REPORTS_EDIT)
    await forms.read(request)
    await readings.try_again(found)
    return pages.redirect(request, f"{READINGS}/{found.id}")


routes: list[BaseRoute] = [
    Route(f"{READINGS}/{{id:int}}", show, methods=["GET"], name="report_reading"),
    Route(f"{READINGS}/{{id:int}}/again", again, methods=["POST"], name="report_reading_again"),
]
