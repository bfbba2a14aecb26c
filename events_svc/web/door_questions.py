"""The questions that stand between a ticket and the door, as a part of the scanner's page: where check-in
and ticketing meet.
"""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.checkin.desk import answering
from events_svc.checkin.desk.answering import Lacking
from events_svc.tickets.questions.models import TicketQuestion
from events_svc.web import door_answers, door_refused, forms, pages
from events_svc.web.checkin import devices
from events_svc.web.state import Request
from events_svc.web.tickets.questions import sheet, words


async def show(request: Request) -> Response:
    """The questions that stand open; 204 when there are none."""
    lacking = await _lacking(request)
    if not lacking.open:
        return Response(status_code=204)
    return await _sheet(request, lacking.open)


async def save(request: Request) -> Response:
    """These are the answers: 204 when nothing stands open any more, else the questions again."""
    lacking = await _lacking(request)
    form = await forms.read(request)
    try:
        given = await sheet.answers(lacking.ticket.event, form, lacking.open)
        _refuse_missing(lacking, given, sheet.typed(form))
    except forms.Malformed as wrong:
        return await _sheet(request, lacking.open, wrong)
    await answering.complete(lacking, given)
    return Response(status_code=204)


async def _lacking(request: Request) -> Lacking:
    gate = devices.gate_of(await devices.present(request))
    lacking = await answering.lacking(gate, request.path_params["number"])
    lacking.ticket.event = gate.event
    return lacking


def _refuse_missing(lacking: Lacking, given: dict[int, Any], typed: dict[str, Any]) -> None:
    """At the door also those must be answered that the holder may leave until then."""
    missing = lacking.after(given)
    if missing:
        raise forms.Malformed({f"q{one.id}": words.problem("missing") for one in missing}, typed)


async def _sheet(
    request: Request, questions: Sequence[TicketQuestion], wrong: forms.Malformed | None = None
) -> Response:
    return await pages.render(
        request,
        "checkin/gate/_asked.html",
        status=422 if wrong else 200,
        headers={"cache-control": "private, no-store"},
        asked_of=questions,
        values=wrong.values if wrong else {},
        errors=wrong.errors if wrong else {},
        countries=words.countries,
        calling_codes=words.calling_codes,
    )


QUESTIONS = "/gate/tickets/{number:int}/questions"

routes: list[BaseRoute] = [
    Route(QUESTIONS, show, methods=["GET"], name="gate_questions"),
    Route(QUESTIONS, save, methods=["POST"], name="gate_questions_answered"),
    *door_answers.routes,
    *door_refused.routes,
]

errors: dict[type[Exception], int] = {}
