"""The form that asks for a timetable; the answer is a scenario."""

from datetime import time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.schedule import scenarios
from events_svc.schedule.errors import ScenarioNameTaken
from events_svc.schedule.solving.gather import Moves
from events_svc.schedule.solving.hours import hours_of
from events_svc.schedule.solving.propose import propose
from events_svc.web import access, errors, forms, pages
from events_svc.web.i18n import gettext
from events_svc.web.state import Request

PATH = "/organiser/events/{slug}/scenarios/proposal"
LEAST, MOST = 2, 60  # seconds of computing

Hour = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d\Z")]


class ProposalForm(msgspec.Struct):
    """Hours on the wall clock of the event."""

    name: Annotated[str, Meta(max_length=120)]
    opens: Hour
    closes: Hour
    moves: Moves = Moves.UNSCHEDULED
    seconds: Annotated[int, Meta(ge=LEAST, le=MOST)] = 20


async def show(request: Request) -> Response:
    """What shall be placed, and in which hours."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return await _page(request, event)


async def ask(request: Request) -> Response:
    """The worker computes; the scenario's page shows how far it is."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    try:
        form = await forms.parse(request, ProposalForm)
        hours = hours_of(event, time.fromisoformat(form.opens), time.fromisoformat(form.closes))
        if not hours.days:
            raise forms.Malformed({"closes": gettext("Within these hours the event never is.")})
        with errors.beside("name", ScenarioNameTaken):
            made = await propose(
                event, form.name, hours=hours, moves=form.moves, seconds=form.seconds
            )
    except forms.Malformed as error:
        return await _page(request, event, wrong=error.errors)
    return pages.redirect(request, f"/organiser/events/{event.slug}/scenarios/{made.id}")


async def _page(request: Request, event: Event, *, wrong: dict[str, str] | None = None) -> Response:
    return await pages.render(
        request,
        "schedule/proposal.html",
        status=422 if wrong else 200,
        event=event,
        values=await forms.as_typed(request) if wrong else await _usual(event),
        errors=wrong or {},
        limits=(LEAST, MOST),
    )


async def _usual(event: Event) -> dict[str, Any]:
    """From the hour at which the event begins to the one at which it ends, under a name that is free."""
    number = len(await scenarios.of_event(event)) + 1
    zone = ZoneInfo(event.timezone)
    begin, end = (moment.astimezone(zone) for moment in (event.starts_at, event.ends_at))
    hours = {"opens": begin.strftime("%H:%M"), "closes": end.strftime("%H:%M")}
    return {
        "name": f"{gettext('Proposal')} {number}",
        "moves": Moves.UNSCHEDULED,
        "seconds": 20,
        **hours,
    }


routes: list[BaseRoute] = [
    Route(PATH, show, name="timetable_proposal"),
    Route(PATH, ask, methods=["POST"], name="timetable_propose"),
]
