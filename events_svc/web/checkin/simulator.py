"""The simulator: what would happen to this ticket, at this gate, at this moment, and why. Writes nothing."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.checkin import presented
from events_svc.checkin.answers import ScanTicket, Words, ticket_of
from events_svc.checkin.history import Passage
from events_svc.checkin.looks import LOOKS
from events_svc.checkin.models import Direction, Gate
from events_svc.checkin.rules import Explanation
from events_svc.checkin.simulate import Answer, Question, simulate
from events_svc.events.models import Event
from events_svc.web import forms, pages
from events_svc.web.access import editable_event
from events_svc.web.api import operation
from events_svc.web.checkin import devices, list_words, simulated, surroundings, words
from events_svc.web.fields import Id, Instant
from events_svc.web.state import Request

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
SECOND = timedelta(seconds=1)


class SimulatorForm(msgspec.Struct):
    """`came_at` supposes an entry that the log does not have, `has_left` that they went out after it."""

    ticket: Code
    gate: Id
    at: datetime | None = None
    direction: Direction = Direction.ENTRY
    came_at: datetime | None = None
    has_left: bool = False


class SimulationQuery(msgspec.Struct):
    """A ticket's number, an order's code or a whole code; without `at` it is now."""

    ticket: Code
    at: Instant | None = None
    direction: Direction = Direction.ENTRY


class SimulationCheck(msgspec.Struct):
    """One check in its order; `why` says in words what failed. The first that failed decides."""

    reason: str
    state: Literal["passed", "failed", "skipped"]
    why: str


class SimulationAnswer(msgspec.Struct):
    """What the gate would say, and why; nothing was written."""

    verdict: str
    reason: str
    at: datetime
    ticket: ScanTicket | None
    candidates: list[ScanTicket]
    first_at: datetime | None
    first_gate: Words | None
    explanation: list[Explanation]
    checks: list[SimulationCheck]
    facts: dict[str, Any]


async def show(request: Request) -> Response:
    """The form, and below it what the door would say of what stands in the address."""
    event = await editable_event(request, Permission.DOOR_VIEW)
    query = request.query_params
    if "ticket" not in query or "gate" not in query:
        return await _page(request, event, dict(query))
    try:
        form = forms.typed(query, SimulatorForm)
    except forms.Malformed as wrong:
        return await _page(request, event, dict(query), errors=wrong.errors)
    if not await Gate.exists(id=form.gate, event_id=event.id):
        raise NotFound
    asked = await _question(request, event, form)
    return await _page(request, event, dict(query), asked=asked)


async def ask(request: Request, query: SimulationQuery) -> SimulationAnswer:
    """What the gate would say of a ticket at a moment, each check with its result; writes nothing."""
    gate_id: int = request.path_params["gate_id"]
    gate = await devices.permitted_gate(request, gate_id, Permission.DOOR_VIEW)
    event = gate.event
    form = SimulatorForm(query.ticket, gate_id, query.at, query.direction)
    asked = await _question(request, event, form)
    answer = await simulate(asked)
    around = await surroundings.of(event)
    ids = {one.id: one.name for one in around.gates}
    first_gate_id = answer.verdict.first_gate_id
    return SimulationAnswer(
        verdict="ok" if answer.verdict.is_ok else "refused",
        reason=answer.verdict.reason.value,
        at=asked.at,
        ticket=ticket_of(answer.ticket) if answer.ticket else None,
        candidates=_candidates(answer),
        first_at=answer.verdict.first_at,
        first_gate=ids.get(first_gate_id) if first_gate_id else None,
        explanation=[*answer.verdict.explanation],
        checks=[
            SimulationCheck(one.reason, one.state, one.why)  # type: ignore[arg-type]  # one of three
            for one in simulated.checked(answer, asked, around.names)
        ],
        facts={**answer.facts},
    )


async def _page(
    request: Request,
    event: Event,
    values: dict[str, Any],
    *,
    asked: Question | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    around = await surroundings.of(event)
    answer = await simulate(asked) if asked else None
    values.setdefault("gate", _gate_of_list(around.gates, values.get("list", "")))
    values.setdefault("at", surroundings.local(clock.now(), event))
    return await pages.render(
        request,
        "checkin/simulator.html",
        status=422 if errors else 200,
        event=event,
        around=around,
        values=values,
        errors=errors or {},
        asked=asked,
        answer=answer,
        ticket=ticket_of(answer.ticket) if answer and answer.ticket else None,
        candidates=_candidates(answer) if answer else [],
        checks=simulated.checked(answer, asked, around.names) if answer and asked else [],
        known=simulated.known(answer, around.names) if answer else [],
        looks=LOOKS,
        reason_word=words.of_reason,
        day=list_words.day,
    )


async def _question(request: Request, event: Event, form: SimulatorForm) -> Question:
    secret_key = request.state["settings"].secret_key
    at = pages.local_to_utc(form.at, event.timezone) if form.at else clock.now()
    return Question(
        form.gate,
        await presented.typed(form.ticket, secret_key=secret_key),
        form.direction,
        at,
        _supposed(form, event),
    )


def _supposed(form: SimulatorForm, event: Event) -> list[Passage]:
    if form.came_at is None:
        return []
    came_at = pages.local_to_utc(form.came_at, event.timezone)
    came = Passage(Direction.ENTRY, came_at, form.gate)
    return [came, Passage(Direction.EXIT, came_at + SECOND, form.gate)] if form.has_left else [came]


def _candidates(answer: Answer) -> list[ScanTicket]:
    return [ticket_of(row) for row in answer.found[:20]] if len(answer.found) > 1 else []


def _gate_of_list(gates: list[Gate], list_id: str) -> str:
    named = [gate for gate in gates if str(gate.checkin_list_id) == list_id] or gates
    return str(named[0].id) if named else ""


routes: list[BaseRoute] = [
    Route("/organiser/events/{slug}/door/simulator", show, name="door_simulator"),
    operation(
        "GET",
        "/gates/{gate_id:int}/simulation",
        ask,
        name="simulate_scan",
        query=SimulationQuery,
        answer=SimulationAnswer,
    ),
]
