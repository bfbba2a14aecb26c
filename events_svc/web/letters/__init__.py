"""Letters and own texts over HTTP: the organiser's pages."""

from starlette.routing import BaseRoute

from events_svc.letters import errors as refusals
from events_svc.web.letters import api, console, texts

routes: list[BaseRoute] = [*console.routes, *texts.routes, *api.routes]

errors: dict[type[Exception], int] = {
    refusals.UnknownPlaceholder: 422,
    refusals.WordsMissing: 422,
    refusals.TimePassed: 422,
    refusals.LetterGone: 409,
    refusals.NobodyThere: 409,
}
