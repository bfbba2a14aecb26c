"""People who present over HTTP: their public pages, the organiser's console, the API."""

from starlette.routing import BaseRoute, Route

from events_svc.web.speakers import api, console, desk, page
from speakers import errors as refusals

CONSOLE = "/organiser/events/{slug}/speakers"

DESK = "/speakers/desk"
MINE = DESK + "/{secret}"

routes: list[BaseRoute] = [
    Route(DESK, desk.ask, methods=["GET"], name="desk_ask"),
    Route(DESK, desk.send_link, methods=["POST"], name="desk_send_link"),
    Route(MINE, desk.show, methods=["GET"], name="desk"),
    Route(f"{MINE}/links", desk.renew, methods=["POST"], name="desk_renew"),
    Route("/speakers/{slug}", page.show, name="speaker"),
    Route(CONSOLE, console.index, name="speakers_console"),
    Route(CONSOLE, console.create, methods=["POST"], name="speaker_create"),
    Route(f"{CONSOLE}/new", console.new, name="speaker_new"),
    Route(CONSOLE + "/{speaker}", console.edit, name="speaker_edit"),
    Route(CONSOLE + "/{speaker}", console.save, methods=["POST"], name="speaker_save"),
    *api.routes,
]

errors: dict[type[Exception], int] = {
    refusals.SpeakerBusy: 409,
    refusals.SpeakerUnknown: 422,
    refusals.NameMissing: 422,
}
