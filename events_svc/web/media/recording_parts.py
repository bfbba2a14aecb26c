"""The texts of a recording for players and podcast programs: WebVTT, plain text, chapters; its picture."""

import hashlib
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.media import chapters, index, pictures, subtitles, transcripts
from events_svc.media.models import Recording
from events_svc.media.recording_models import Chapter, TrackKind
from events_svc.text import in_language
from events_svc.web import i18n
from events_svc.web.state import Request

OPEN = {"access-control-allow-origin": "*"}  # players of other sites read them, nobody writes
VTT = "text/vtt; charset=utf-8"
CHAPTERS = "application/json+chapters"


async def track(request: Request) -> Response:
    """`/tracks/{language}.{kind}.vtt`: subtitles as WebVTT."""
    found = await subtitles.body(*_asked(request))
    return _answer(request, found.body.encode(), VTT, etag=found.digest)


async def words(request: Request) -> Response:
    """`/tracks/{language}.{kind}.txt`: what is said, in paragraphs without times."""
    found = await subtitles.body(*_asked(request))
    said = transcripts.paragraphs(transcripts.lines(found.lines, found.marks))
    plain = "\n\n".join(transcripts.joined(line.text for line in paragraph) for paragraph in said)
    return _answer(request, f"{plain}\n".encode(), "text/plain; charset=utf-8")


async def chapter_track(request: Request) -> Response:
    """`/chapters.vtt`: the chapters as a track of the player, in `?lang=` or the visitor's language."""
    recording, parts = await _chapters(request)
    ends_ms = (recording.duration_seconds or 0) * 1000
    made = chapters.as_vtt(parts, ends_ms=ends_ms, language=_language(request))
    return _answer(request, made.encode(), VTT)


async def chapter_list(request: Request) -> Response:
    """`/chapters.json`: JSON chapters 1.2 of the podcast namespace (Podcastindex-org/podcast-namespace)."""
    recording, parts = await _chapters(request)
    language = _language(request)
    made: dict[str, Any] = {
        "version": "1.2.0",
        "title": in_language(recording.title, language),
        "chapters": [
            {"startTime": part.starts_ms / 1000, "title": in_language(part.title, language)}
            for part in parts
        ],
    }
    return _answer(request, msgspec.json.encode(made), CHAPTERS)


async def picture(request: Request) -> Response:
    """The picture that stands for the recording."""
    found = await pictures.public(request.path_params["slug"])
    return _answer(request, found.body, found.media_type, etag=found.digest)


def _asked(request: Request) -> tuple[str, str, TrackKind]:
    language, _, kind = request.path_params["name"].rpartition(".")
    if kind not in {*TrackKind}:
        raise NotFound
    return request.path_params["slug"], language[:40], TrackKind(kind)


async def _chapters(request: Request) -> tuple[Recording, list[Chapter]]:
    recording = await index.published(request.path_params["slug"])
    found = await chapters.of_recording(recording.id) if recording else []
    if recording is None or not found:
        raise NotFound
    return recording, found


def _language(request: Request) -> str:
    asked = request.query_params.get("lang", "")
    return asked if asked in {"zh", "en"} else i18n.language.get()


def _answer(request: Request, body: bytes, media_type: str, *, etag: str = "") -> Response:
    """The body with a strong ETag; 304 to who has it."""
    tag = f'"{(etag or hashlib.sha256(body).hexdigest())[:32]}"'
    headers = {
        **OPEN,
        "etag": tag,
        "cache-control": "public, max-age=300",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


_ONE = "/recordings/{slug}"

routes: list[BaseRoute] = [
    Route(f"{_ONE}/tracks/{{name}}.vtt", track, name="recording_track"),
    Route(f"{_ONE}/tracks/{{name}}.txt", words, name="recording_words"),
    Route(f"{_ONE}/chapters.vtt", chapter_track, name="recording_chapters_vtt"),
    Route(f"{_ONE}/chapters.json", chapter_list, name="recording_chapters"),
    Route(f"{_ONE}/picture", picture, name="recording_picture"),
]
