"""Questions to holders over HTTP: the sheet of a ticket, the organiser's console, the API."""

from starlette.routing import BaseRoute

from events_svc.tickets.questions import errors as refusals
from events_svc.web.tickets.questions import api, console, given, results

routes: list[BaseRoute] = [*console.routes, *results.routes, *given.routes, *api.routes]

errors: dict[type[Exception], int] = {
    refusals.Unanswered: 409,
    refusals.AnswersWrong: 422,
    refusals.OptionsNeeded: 422,
    refusals.AnsweredAlready: 409,
    refusals.DependsWrong: 409,
    refusals.OthersDepend: 409,
    refusals.FileUnfit: 422,
    refusals.AnswersOver: 409,
}
