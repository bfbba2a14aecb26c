"""Scenarios in the API: keep, list, compare, put in force, drop."""

from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.schedule import scenarios
from events_svc.schedule.plan_models import Scenario
from events_svc.web import access
from events_svc.web.api import operation
from events_svc.web.schedule.editor.views import (
    ScenarioChange,
    ScenarioDraft,
    ScenarioView,
    change_view,
    scenario_view,
)
from events_svc.web.state import Request

PATH = "/events/{slug}/scenarios"
ONE = PATH + "/{id:int}"


async def index(request: Request) -> list[ScenarioView]:
    """List the scenarios of an event, newest first."""
    event = await access.editable_event(request, Permission.EVENT_VIEW)
    return [scenario_view(one) for one in await scenarios.of_event(event)]


async def make(request: Request, draft: ScenarioDraft) -> ScenarioView:
    """Keep the agenda as it stands under a name."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return scenario_view(await scenarios.keep(event, draft.name.strip()))


async def changes(request: Request) -> list[ScenarioChange]:
    """List what putting a scenario in force would change."""
    _, scenario = await _found(request)
    return [change_view(one) for one in await scenarios.compare(scenario)]


async def apply(request: Request) -> list[ScenarioChange]:
    """Put a scenario in force, as a whole or not at all; what has changed."""
    event, scenario = await _found(request)
    return [change_view(one) for one in await scenarios.apply(scenario, event)]


async def drop(request: Request) -> None:
    """Drop a scenario; the agenda stays as it is."""
    event, scenario = await _found(request)
    await scenarios.drop(scenario, event)


async def _found(request: Request) -> tuple[Event, Scenario]:
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return event, await scenarios.scenario_of(event, request.path_params["id"])


routes: list[BaseRoute] = [
    operation("GET", PATH, index, name="scenarios", answer=list[ScenarioView]),
    operation(
        "POST",
        PATH,
        make,
        name="scenario_make",
        body=ScenarioDraft,
        answer=ScenarioView,
        status=201,
        refusals=(409,),
    ),
    operation(
        "GET", f"{ONE}/changes", changes, name="scenario_changes", answer=list[ScenarioChange]
    ),
    operation(
        "PUT",
        f"{ONE}/application",
        apply,
        name="scenario_apply",
        answer=list[ScenarioChange],
        refusals=(409,),
    ),
    operation("DELETE", ONE, drop, name="scenario_drop"),
]
