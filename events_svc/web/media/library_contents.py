"""`/organiser/recordings/{slug}/contents`: chapters, subtitles, files and picture of a recording."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.media import access as media_access
from events_svc.media import attachments, chapters, contents, pictures, subtitles
from events_svc.media.attachments import File
from events_svc.media.errors import AddressRefused
from events_svc.media.models import Recording
from events_svc.media.picture_kinds import MOST_KILOBYTES
from events_svc.media.recording_errors import (
    ChaptersRefused,
    FileKnown,
    PictureRefused,
    SubtitlesRefused,
    TooManyOfThem,
    TooMuchSaid,
)
from events_svc.media.recording_models import FileKind
from events_svc.web import auth, forms, pages
from events_svc.web.errors import beside
from events_svc.web.i18n import gettext
from events_svc.web.media.contents_form import (
    ChaptersForm,
    FileForm,
    asked_track,
    subtitles_of,
    told,
)
from events_svc.web.state import Request

ONE = "/organiser/recordings/{slug}"


async def show(request: Request) -> Response:
    """What belongs to the recording, and the forms to change it."""
    return await _page(request, await permitted(request))


async def put_chapters(request: Request) -> Response:
    """The recording has the chapters of these lines and no others."""
    recording = await permitted(request)
    try:
        form = await forms.parse(request, ChaptersForm)
        with told("chapters", ChaptersRefused), beside("chapters", TooMuchSaid):
            await chapters.replace(recording, chapters.read(form.chapters))
    except forms.Malformed as error:
        return await _page(request, recording, error.errors)
    return _back(request, recording, "chapters")


async def put_subtitles(request: Request) -> Response:
    """Subtitles in one language from a WebVTT or SubRip file, instead of those that were there."""
    recording = await permitted(request)
    try:
        given = await subtitles_of(request)
        with (
            told("subtitles", SubtitlesRefused),
            beside("subtitles", TooManyOfThem, TooMuchSaid),
        ):
            await subtitles.put(recording, given)
    except forms.Malformed as error:
        return await _page(request, recording, error.errors)
    return _back(request, recording, "subtitles")


async def remove_subtitles(request: Request) -> Response:
    """The subtitles in this language are gone."""
    recording = await permitted(request)
    await forms.read(request)
    language, kind = asked_track(request.path_params["name"])
    await subtitles.remove(recording, language, kind)
    return _back(request, recording, "subtitles")


async def add_file(request: Request) -> Response:
    """A file more to keep, under its address."""
    recording = await permitted(request)
    try:
        form = await forms.parse(request, FileForm)
        kind = FileKind(form.kind) if form.kind else None
        file = File(
            form.url, kind, form.file_title, language=form.file_language, quality=form.quality
        )
        with beside("url", AddressRefused, FileKnown, TooManyOfThem):
            await attachments.add(recording, file)
    except forms.Malformed as error:
        return await _page(request, recording, error.errors)
    return _back(request, recording, "files")


async def remove_file(request: Request) -> Response:
    """A file is gone from the page of the recording."""
    recording = await permitted(request)
    await forms.read(request)
    await attachments.remove(recording, request.path_params["file"])
    return _back(request, recording, "files")


async def put_picture(request: Request) -> Response:
    """The picture that stands for the recording."""
    recording = await permitted(request)
    try:
        sent = (await forms.read(request)).get("picture")
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise forms.Malformed({"picture": gettext("Please choose a file.")})
        with beside("picture", PictureRefused):
            await pictures.put(recording, await sent.read(MOST_KILOBYTES * 1024 + 1))
    except forms.Malformed as error:
        return await _page(request, recording, error.errors)
    return _back(request, recording, "picture")


async def remove_picture(request: Request) -> Response:
    """No picture stands for the recording any more."""
    recording = await permitted(request)
    await forms.read(request)
    await pictures.remove(recording)
    return _back(request, recording, "picture")


async def permitted(request: Request) -> Recording:
    """The recording of the address, if the person may change it."""
    person = await auth.signed_in(request)
    slug = request.path_params["slug"]
    return await media_access.permitted_recording(person, slug, Permission.MEDIA_EDIT)


def _back(request: Request, recording: Recording, part: str) -> Response:
    return pages.redirect(request, f"/organiser/recordings/{recording.slug}/contents#{part}")


async def _page(
    request: Request, recording: Recording, errors: dict[str, str] | None = None
) -> Response:
    held = await contents.of_recording(recording.id)
    standing = {"chapters": chapters.lines(held.chapters), "track_language": recording.language[:2]}
    typed: dict[str, Any] = await forms.as_typed(request) if errors else {}
    return await pages.render(
        request,
        "media/library_contents.html",
        status=422 if errors else 200,
        recording=recording,
        held=held,
        kilobytes=MOST_KILOBYTES,
        values=standing | typed,
        errors=errors or {},
    )


routes: list[BaseRoute] = [
    Route(f"{ONE}/contents", show, name="library_contents"),
    Route(f"{ONE}/chapters", put_chapters, methods=["POST"], name="library_chapters"),
    Route(f"{ONE}/subtitles", put_subtitles, methods=["POST"], name="library_subtitles"),
    Route(
        f"{ONE}/subtitles/{{name}}/removal",
        remove_subtitles,
        methods=["POST"],
        name="library_subtitles_removal",
    ),
    Route(f"{ONE}/files", add_file, methods=["POST"], name="library_files"),
    Route(
        f"{ONE}/files/{{file:int}}/removal",
        remove_file,
        methods=["POST"],
        name="library_file_removal",
    ),
    Route(f"{ONE}/picture", put_picture, methods=["POST"], name="library_picture"),
    Route(
        f"{ONE}/picture/removal", remove_picture, methods=["POST"], name="library_picture_removal"
    ),
]
