"""The agenda over HTTP: public pages, the organiser's console, the API."""

from starlette.routing import BaseRoute, Route

from events_svc.schedule import errors as refusals
from events_svc.web.schedule import (
    agenda,
    api,
    console,
    editor,
    feedback,
    now,
    proposal,
    release,
    session,
    sessions,
    stars,
    stars_mail,
)
from events_svc.web.shared import SharedPage

PUBLIC = "/events/{slug}"
CONSOLE = "/organiser/events/{slug}/agenda"
ONE = CONSOLE + "/sessions/{code}"

routes: list[BaseRoute] = [
    Route(
        f"{PUBLIC}/agenda", SharedPage(agenda.show, agenda.version), methods=["GET"], name="agenda"
    ),
    Route(f"{PUBLIC}/agenda/versions", agenda.versions, name="agenda_versions"),
    Route(f"{PUBLIC}/agenda/tracks.css", agenda.colours, name="agenda_colours"),
    Route(PUBLIC + "/sessions/{code}", session.show, name="session"),
    Route(CONSOLE, console.index, name="agenda_console"),
    *release.routes,
    *stars.routes,
    *stars_mail.routes,
    *feedback.routes,
    *now.routes,
    *proposal.routes,
    Route(f"{CONSOLE}/tracks", console.add_track, methods=["POST"], name="track_add"),
    Route(CONSOLE + "/tracks/{id:int}", console.save_track, methods=["POST"], name="track_save"),
    Route(
        CONSOLE + "/tracks/{id:int}/removal",
        console.remove_track,
        methods=["POST"],
        name="track_remove",
    ),
    Route(f"{CONSOLE}/sessions/new", sessions.new, name="session_new"),
    Route(f"{CONSOLE}/sessions", sessions.create, methods=["POST"], name="session_create"),
    Route(ONE, sessions.edit, name="session_edit"),
    Route(ONE, sessions.save, methods=["POST"], name="session_save"),
    Route(f"{ONE}/cancellation", sessions.cancel, methods=["POST"], name="session_cancel"),
    Route(f"{ONE}/reinstatement", sessions.reinstate, methods=["POST"], name="session_reinstate"),
    *api.routes,
    *editor.routes,
]

errors: dict[type[Exception], int] = {
    refusals.RoomTakenBy: 409,
    refusals.SpeakerBusyWith: 409,
    refusals.NoLength: 422,
    refusals.OutOfTime: 422,
    refusals.SessionCancelled: 409,
    refusals.NotPlaced: 409,
    refusals.NothingToRelease: 409,
    refusals.InThePast: 409,
    refusals.AlreadyComputing: 409,
    refusals.NotYet: 409,
    refusals.TooManyStars: 422,
    refusals.TrackNameTaken: 409,
    refusals.TitleMissing: 422,
    **editor.errors,
}
