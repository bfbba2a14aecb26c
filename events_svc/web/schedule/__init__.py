"""The agenda over HTTP: public pages, the organiser's console, the API."""

from starlette.routing import BaseRoute, Route

from events_svc.schedule import errors as refusals
from events_svc.web.schedule import agenda, session

PUBLIC = "/events/{slug}"

routes: list[BaseRoute] = [
    Route(f"{PUBLIC}/agenda", agenda.show, name="agenda"),
    Route(f"{PUBLIC}/agenda/versions", agenda.versions, name="agenda_versions"),
    Route(f"{PUBLIC}/agenda/tracks.css", agenda.colours, name="agenda_colours"),
    Route(PUBLIC + "/sessions/{code}", session.show, name="session"),
]

errors: dict[type[Exception], int] = {
    refusals.RoomTakenBy: 409,
    refusals.SpeakerBusyWith: 409,
    refusals.NoLength: 422,
    refusals.SessionCancelled: 409,
    refusals.NotPlaced: 409,
    refusals.NothingToRelease: 409,
    refusals.TrackNameTaken: 409,
    refusals.TitleMissing: 422,
}
