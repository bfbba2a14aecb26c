"""The API of what belongs to a recording: chapters, subtitles, files, its picture."""

from typing import Annotated, Literal

import msgspec
from starlette.routing import BaseRoute

from events_svc.media import attachments, chapters, pictures, subtitles
from events_svc.media.attachments import File
from events_svc.media.chapters import Part
from events_svc.media.recording_errors import SubtitlesRefused
from events_svc.media.recording_models import FileKind
from events_svc.media.subtitles import Subtitles
from events_svc.text import text
from events_svc.web.api import operation
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.media.api_recordings import permitted
from events_svc.web.media.contents_form import TONGUE, asked_track, told
from events_svc.web.media.recording_form import Url, Word
from events_svc.web.media.views import RecordingChapter, RecordingDownload, download
from events_svc.web.state import Request


class ChaptersBody(msgspec.Struct):
    """All chapters of a recording, instead of those that were there."""

    chapters: Annotated[list[RecordingChapter], msgspec.Meta(max_length=chapters.MOST_CHAPTERS)]


class SubtitlesBody(msgspec.Struct):
    """Subtitles as WebVTT or SubRip."""

    text: Annotated[str, msgspec.Meta(max_length=2 * 1024 * 1024)]
    is_automatic: bool = False


class DownloadBody(msgspec.Struct):
    """A file to keep; a blank kind or media type is told by the address."""

    url: Url
    kind: Literal["", "video", "audio", "slides", "document"] = ""
    title: Annotated[str, msgspec.Meta(max_length=200)] = ""
    media_type: Annotated[str, msgspec.Meta(max_length=120)] = ""
    language: Word = ""
    quality: Word = ""
    size: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None


class PictureBody(msgspec.Struct):
    """A PNG, JPEG or WebP picture as base64."""

    file: Annotated[bytes, msgspec.Meta(max_length=1024 * 1024)]


async def put_chapters(request: Request, body: ChaptersBody) -> None:
    """The recording has these chapters and no others."""
    recording = await permitted(request)
    parts = {one.starts_ms: Part(one.starts_ms, text(**one.title)) for one in body.chapters}
    if len(parts) < len(body.chapters) or not all(part.title for part in parts.values()):
        raise Malformed({"chapters": gettext("Each chapter begins once and has a title.")})
    await chapters.replace(recording, [parts[start] for start in sorted(parts)])


async def put_subtitles(request: Request, body: SubtitlesBody) -> None:
    """The recording has these subtitles in this language and of this kind."""
    recording = await permitted(request)
    language, kind = asked_track(request.path_params["name"])
    if not TONGUE.fullmatch(language):
        raise Malformed({"name": gettext("Please choose one of the list.")})
    given = Subtitles(language, body.text.encode(), kind, body.is_automatic)
    with told("text", SubtitlesRefused):
        await subtitles.put(recording, given)


async def remove_subtitles(request: Request) -> None:
    """The recording has no such subtitles any more."""
    recording = await permitted(request)
    await subtitles.remove(recording, *asked_track(request.path_params["name"]))


async def add_file(request: Request, body: DownloadBody) -> RecordingDownload:
    """A file more to keep."""
    recording = await permitted(request)
    kind = FileKind(body.kind) if body.kind else None
    file = File(body.url, kind, body.title, body.media_type, body.language, body.quality, body.size)
    return download(await attachments.add(recording, file))


async def remove_file(request: Request) -> None:
    """The recording has this file no longer."""
    await attachments.remove(await permitted(request), request.path_params["file"])


async def put_picture(request: Request, body: PictureBody) -> None:
    """The picture that stands for the recording."""
    await pictures.put(await permitted(request), body.file)


async def remove_picture(request: Request) -> None:
    """No picture stands for the recording any more."""
    await pictures.remove(await permitted(request))


_ONE = "/recordings/{slug}"

routes: list[BaseRoute] = [
    operation(
        "PUT",
        f"{_ONE}/chapters",
        put_chapters,
        name="recording-chapters",
        body=ChaptersBody,
        refusals=[409],
    ),
    operation(
        "PUT",
        f"{_ONE}/subtitles/{{name}}",
        put_subtitles,
        name="recording-subtitles",
        body=SubtitlesBody,
        refusals=[409],
    ),
    operation(
        "DELETE",
        f"{_ONE}/subtitles/{{name}}",
        remove_subtitles,
        name="recording-subtitles-remove",
    ),
    operation(
        "POST",
        f"{_ONE}/files",
        add_file,
        name="recording-file-add",
        body=DownloadBody,
        answer=RecordingDownload,
        status=201,
        refusals=[409],
    ),
    operation("DELETE", f"{_ONE}/files/{{file:int}}", remove_file, name="recording-file-remove"),
    operation("PUT", f"{_ONE}/picture", put_picture, name="recording-picture", body=PictureBody),
    operation("DELETE", f"{_ONE}/picture", remove_picture, name="recording-picture-remove"),
]
