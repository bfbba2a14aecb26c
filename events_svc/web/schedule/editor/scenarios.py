"""Scenarios: timetables kept beside the working one, compared with it, put in force or dropped."""

from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.schedule import scenarios
from events_svc.schedule.errors import ScenarioNameTaken, ScenarioRefused
from events_svc.schedule.plan_models import Scenario
from events_svc.web import access, errors, forms, pages
from events_svc.web.state import Request

PATH = "/organiser/events/{slug}/scenarios"
ONE = PATH + "/{id:int}"


class ScenarioForm(msgspec.Struct):
    name: Annotated[str, Meta(max_length=120)]


async def index(request: Request) -> Response:
    """The scenarios, and the form to keep one more."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return await _list(request, event, {})


async def keep(request: Request) -> Response:
    """The agenda as it stands is kept under a name."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    try:
        form = await forms.parse(request, ScenarioForm)
        with errors.beside("name", ScenarioNameTaken):
            made = await scenarios.keep(event, form.name)
    except forms.Malformed as error:
        return await _list(request, event, error.errors)
    return pages.redirect(request, f"{_address(event)}/{made.id}")


async def show(request: Request) -> Response:
    """What putting the scenario in force would change."""
    event, scenario = await _found(request)
    return await _one(request, event, scenario)


async def rename(request: Request) -> Response:
    """The scenario has another name."""
    event, scenario = await _found(request)
    try:
        form = await forms.parse(request, ScenarioForm)
        with errors.beside("name", ScenarioNameTaken):
            await scenarios.rename(scenario, event, form.name)
    except forms.Malformed as error:
        return await _one(request, event, scenario, wrong=error.errors)
    return pages.redirect(request, f"{_address(event)}/{scenario.id}")


async def apply(request: Request) -> Response:
    """The agenda is as the scenario has it; or all stays, and every refusal is named."""
    event, scenario = await _found(request)
    await forms.read(request)
    try:
        await scenarios.apply(scenario, event)
    except ScenarioRefused as error:
        refused = [errors.words(error), *(errors.words(one) for one in error.refusals)]
        return await _one(request, event, scenario, refused=refused)
    return pages.redirect(request, f"/organiser/events/{event.slug}/grid")


async def drop(request: Request) -> Response:
    """There is no such scenario any more."""
    event, scenario = await _found(request)
    await forms.read(request)
    await scenarios.drop(scenario, event)
    return pages.redirect(request, _address(event))


async def _found(request: Request) -> tuple[Event, Scenario]:
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return event, await scenarios.scenario_of(event, request.path_params["id"])


async def _list(request: Request, event: Event, wrong: dict[str, str]) -> Response:
    return await pages.render(
        request,
        "schedule/scenarios.html",
        status=422 if wrong else 200,
        event=event,
        scenarios=await scenarios.of_event(event),
        values=await forms.as_typed(request) if wrong else {},
        errors=wrong,
    )


async def _one(
    request: Request,
    event: Event,
    scenario: Scenario,
    *,
    refused: list[str] | None = None,
    wrong: dict[str, str] | None = None,
) -> Response:
    changes = await scenarios.compare(scenario)
    return await pages.render(
        request,
        "schedule/scenario.html",
        status=409 if refused else 422 if wrong else 200,
        event=event,
        scenario=scenario,
        changes=changes,
        rooms=await scenarios.room_names(changes),
        refused=refused or [],
        values=await forms.as_typed(request) if wrong else {"name": scenario.name},
        errors=wrong or {},
    )


def _address(event: Event) -> str:
    return f"/organiser/events/{event.slug}/scenarios"


routes: list[BaseRoute] = [
    Route(PATH, index, name="scenarios_console"),
    Route(PATH, keep, methods=["POST"], name="scenario_keep"),
    Route(ONE, show, name="scenario_console"),
    Route(ONE, rename, methods=["POST"], name="scenario_rename"),
    Route(f"{ONE}/application", apply, methods=["POST"], name="scenario_put_in_force"),
    Route(f"{ONE}/removal", drop, methods=["POST"], name="scenario_remove"),
]
