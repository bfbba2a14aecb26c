"""People who present over HTTP: their public pages, the organiser's console, the API."""

from starlette.routing import BaseRoute, Route

from events_svc.web.speakers import page
from speakers import errors as refusals

routes: list[BaseRoute] = [Route("/speakers/{slug}", page.show, name="speaker")]

errors: dict[type[Exception], int] = {
    refusals.SpeakerBusy: 409,
    refusals.SpeakerUnknown: 422,
    refusals.NameMissing: 422,
}
