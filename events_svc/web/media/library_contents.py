"""`/organiser/recordings/{slug}/contents`: chapters, subtitles, files and picture of a recording."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

import msgspec
from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
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
    Wrong,
)
from events_svc.media.recording_models import FileKind, TrackKind
from events_svc.media.subtitles import Subtitles
from events_svc.media.vtt import MOST_BYTES
from events_svc.web import auth, forms, pages
from events_svc.web.errors import beside
from events_svc.web.i18n import gettext
from events_svc.web.media.recording_form import Url, Word
from events_svc.web.state import Request

ONE = "/organiser/recordings/{slug}"

TONGUE = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}"
)  # BCP 47, as far as anybody needs it here


class ChaptersForm(msgspec.Struct):
    """Chapters, one a line."""

    chapters: Annotated[str, msgspec.Meta(max_length=100_000)] = ""


class FileForm(msgspec.Struct):
    """A file to keep."""

    url: Url
    kind: Literal["", "video", "audio", "slides", "document"] = ""
    file_title: Annotated[str, msgspec.Meta(max_length=200)] = ""
    file_language: Word = ""
    quality: Word = ""


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
        given = await _subtitles(request)
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


def asked_track(name: str) -> tuple[str, TrackKind]:
    """Language and kind of `zh.subtitles`; raises NotFound."""
    language, _, kind = name.rpartition(".")
    if kind not in {*TrackKind}:
        raise NotFound
    return language[:40], TrackKind(kind)


def said(problem: Wrong) -> str:
    """What is wrong, with its row and column, in the reader's language."""
    where = gettext("row {row}, column {column}").format(row=problem.row, column=problem.column)
    return f"{where}: {gettext(problem.reason).format(value=problem.value)}"


@contextmanager
def told(field: str, *kinds: type[ChaptersRefused | SubtitlesRefused]) -> Iterator[None]:
    """Inside, a refused text becomes a Malformed form that tells every problem at `field`."""
    try:
        yield
    except kinds as error:
        lines = "; ".join(said(problem) for problem in error.problems)
        raise forms.Malformed({field: lines}) from error


async def _subtitles(request: Request) -> Subtitles:
    form = await forms.read(request)
    sent, pasted = form.get("subtitles"), str(form.get("pasted") or "")
    body = await sent.read(MOST_BYTES + 1) if isinstance(sent, UploadFile) else b""
    if not (body or pasted.strip()):
        raise forms.Malformed({"subtitles": gettext("Please choose a file.")})
    language, kind = str(form.get("track_language") or ""), str(form.get("track_kind") or "")
    if not TONGUE.fullmatch(language) or kind not in {*TrackKind}:
        raise forms.Malformed({"track_language": gettext("Please choose one of the list.")})
    is_automatic = form.get("is_automatic") == "on"
    return Subtitles(language, body or pasted.encode(), TrackKind(kind), is_automatic)


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
