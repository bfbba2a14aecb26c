"""People who present over HTTP: their public pages, the organiser's console, the API."""

from starlette.routing import BaseRoute, Route

from events_svc.schedule.errors import (
    FileEmpty,
    FileKindUnknown,
    FileTooLarge,
    TooManyFiles,
    WordsClosed,
)
from events_svc.web.speakers import api, availability, console, desk, page, profile, slides, words
from speakers import errors as refusals

CONSOLE = "/organiser/events/{slug}/speakers"

DESK = "/speakers/desk"
MINE = DESK + "/{secret}"
WINDOWS = MINE + "/availability/{event}"
SESSION = MINE + "/sessions/{id:int}"
FILES = SESSION + "/files"
PICTURE = "/speakers/pictures/{digest}"

routes: list[BaseRoute] = [
    Route(DESK, desk.ask, methods=["GET"], name="desk_ask"),
    Route(DESK, desk.send_link, methods=["POST"], name="desk_send_link"),
    Route(MINE, desk.show, methods=["GET"], name="desk"),
    Route(f"{MINE}/links", desk.renew, methods=["POST"], name="desk_renew"),
    Route(f"{MINE}/calendar", desk.subscribe, methods=["POST"], name="desk_subscribe"),
    Route(
        f"{MINE}/calendar/revocation", desk.unsubscribe, methods=["POST"], name="desk_unsubscribe"
    ),
    Route(f"{MINE}/profile", profile.edit, methods=["GET"], name="desk_profile"),
    Route(f"{MINE}/profile", profile.save, methods=["POST"], name="desk_profile_save"),
    Route(f"{MINE}/picture", profile.upload, methods=["POST"], name="desk_picture"),
    Route(f"{MINE}/picture/removal", profile.remove, methods=["POST"], name="desk_picture_remove"),
    Route(WINDOWS, availability.edit, methods=["GET"], name="desk_availability"),
    Route(WINDOWS, availability.save, methods=["POST"], name="desk_availability_save"),
    Route(SESSION, slides.show, methods=["GET"], name="desk_session"),
    Route(SESSION + "/words", words.edit, methods=["GET"], name="desk_words"),
    Route(SESSION + "/words", words.save, methods=["POST"], name="desk_words_save"),
    Route(FILES, slides.add, methods=["POST"], name="desk_file_add"),
    Route(FILES + "/{file:int}", slides.own, methods=["GET"], name="desk_file"),
    Route(FILES + "/{file:int}", slides.turn, methods=["POST"], name="desk_file_turn"),
    Route(FILES + "/{file:int}/removal", slides.remove, methods=["POST"], name="desk_file_remove"),
    Route(PICTURE, profile.picture, name="picture"),
    Route("/events/{slug}/sessions/{code}/files/{guid:uuid}", slides.public, name="session_file"),
    Route("/speakers/{slug}", page.show, name="speaker"),
    Route(CONSOLE, console.index, name="speakers_console"),
    Route(CONSOLE, console.create, methods=["POST"], name="speaker_create"),
    Route(f"{CONSOLE}/new", console.new, name="speaker_new"),
    Route(CONSOLE + "/{speaker}", console.edit, name="speaker_edit"),
    Route(CONSOLE + "/{speaker}", console.save, methods=["POST"], name="speaker_save"),
    Route(
        CONSOLE + "/{speaker}/desk", console.mail_desk, methods=["POST"], name="speaker_mail_desk"
    ),
    *api.routes,
]

errors: dict[type[Exception], int] = {
    refusals.SpeakerBusy: 409,
    refusals.SpeakerUnknown: 422,
    refusals.NameMissing: 422,
    refusals.PictureUnreadable: 422,
    refusals.PictureTooLarge: 422,
    FileEmpty: 422,
    FileTooLarge: 422,
    FileKindUnknown: 422,
    TooManyFiles: 409,
    WordsClosed: 409,
}
