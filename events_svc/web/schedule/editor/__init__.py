"""The grid editor over HTTP: its page, its stream, its acts, conflicts, scenarios, and their API."""

from starlette.routing import BaseRoute

from events_svc.schedule import errors as refusals
from events_svc.web.schedule.editor import api, conflicts, page, scenario_api, scenarios

routes: list[BaseRoute] = [
    *page.routes,
    *conflicts.routes,
    *scenarios.routes,
    *api.routes,
    *scenario_api.routes,
]

errors: dict[type[Exception], int] = {
    refusals.ChangedMeanwhile: 409,
    refusals.MovedMeanwhile: 409,
    refusals.NothingToUndo: 409,
    refusals.NothingToRedo: 409,
    refusals.ScenarioNameTaken: 409,
    refusals.ScenarioUnready: 409,
    refusals.ScenarioRefused: 409,
}
