"""The forms of what belongs to a recording, and how wrong texts are told: with row and column."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

import msgspec
from starlette.datastructures import UploadFile

from events_svc.accounts.errors import NotFound
from events_svc.media.recording_errors import ChaptersRefused, SubtitlesRefused, Wrong
from events_svc.media.recording_models import TrackKind
from events_svc.media.subtitles import Subtitles
from events_svc.media.vtt import MOST_BYTES
from events_svc.web import forms
from events_svc.web.i18n import gettext
from events_svc.web.media.recording_form import Url, Word
from events_svc.web.state import Request

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


async def subtitles_of(request: Request) -> Subtitles:
    """The subtitles of a form: a file, or text that was pasted."""
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
