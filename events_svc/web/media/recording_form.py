"""The form of a recording: its fields, what they mean, and what stands in them."""

import re
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec

from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.events.models import Series
from events_svc.media import licences
from events_svc.media.models import Recording
from events_svc.media.recordings import Entry
from events_svc.web import forms, pages
from events_svc.web.fields import Id, Line
from events_svc.web.i18n import gettext

TIMEZONE = "Asia/Shanghai"  # of the times in forms, when no event says another

Prose = Annotated[str, msgspec.Meta(max_length=10_000)]
Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=100)]
Url = Annotated[str, msgspec.Meta(max_length=1000)]
Word = Annotated[str, msgspec.Meta(max_length=40)]
Length = Annotated[str, msgspec.Meta(pattern=r"^(\d{1,2}:)?\d{1,3}:\d{2}\Z")]


class RecordingForm(msgspec.Struct):
    """What an organiser writes of a recording."""

    title: dict[str, Line]
    recorded_at: datetime
    slug: Slug = ""
    abstract: dict[str, Prose] = {}
    people: Annotated[str, msgspec.Meta(max_length=500)] = ""
    tags: Annotated[str, msgspec.Meta(max_length=500)] = ""
    language: Word = "zh"
    length: Length = ""
    licence: Annotated[str, msgspec.Meta(max_length=120)] = ""
    episode: Annotated[int, msgspec.Meta(ge=0, le=99_999)] | None = None
    series_id: Id | None = None
    organisation_id: Id | None = None


async def entry(form: RecordingForm, person: Person, recording: Recording | None) -> Entry:
    """The form as an entry; event and session of an existing recording stay."""
    return Entry(
        title=form.title,
        recorded_at=pages.local_to_utc(form.recorded_at, zone(recording)),
        slug=form.slug,
        abstract=form.abstract,
        people=form.people,
        tags=tags(form.tags),
        language=form.language,
        duration_seconds=seconds(form.length),
        thumbnail_url=recording.thumbnail_url if recording else "",
        licence=licences.key_of(form.licence),
        episode=form.episode,
        event=recording.event if recording else None,
        series=await chosen_series(form.series_id, person, recording),
        session=recording.session if recording else None,
    )


async def chosen_series(
    series_id: int | None, person: Person, recording: Recording | None = None
) -> Series | None:
    """The series, if the recording is in it already or the person may put recordings into it."""
    if series_id is None:
        return None
    series = await Series.get_or_none(id=series_id).select_related("organisation")
    if series is not None:
        if recording is not None and recording.series_id == series.id:
            return series
        if person.may(Permission.MEDIA_EDIT, path=series.organisation.path):
            return series
    raise forms.Malformed({"series_id": gettext("Please choose one of the list.")})


def values(recording: Recording) -> dict[str, Any]:
    """What stands in the form of a recording."""
    local = recording.recorded_at.astimezone(ZoneInfo(zone(recording)))
    return {
        **{f"title_{lang}": words for lang, words in recording.title.items()},
        **{f"abstract_{lang}": words for lang, words in recording.abstract.items()},
        "recorded_at": local.strftime("%Y-%m-%dT%H:%M"),
        "slug": recording.slug,
        "people": recording.people,
        "tags": ", ".join(recording.tags),
        "language": recording.language,
        "length": length(recording.duration_seconds),
        "licence": recording.licence,
        "episode": recording.episode,
        "series_id": recording.series.id if recording.series else "",
    }


def tags(words: str) -> list[str]:
    """Subjects between commas, Chinese ones too, each once."""
    given = re.split("[,，、;；]", words)
    return [*dict.fromkeys(one for tag in given if (one := " ".join(tag.split())[:60]))][:30]


def zone(recording: Recording | None) -> str:
    """The time zone in which the form's times are meant."""
    return recording.event.timezone if recording and recording.event else TIMEZONE


def seconds(words: str) -> int | None:
    """`1:02:03` or `62:03` in seconds."""
    total = 0
    for part in words.split(":") if words else []:
        total = total * 60 + int(part)
    return total or None


def length(total: int | None) -> str:
    """Seconds as people write them: `1:02:03`."""
    if not total:
        return ""
    hours, rest = divmod(total, 3600)
    minutes = f"{rest // 60:02}" if hours else f"{rest // 60}"
    return f"{f'{hours}:' if hours else ''}{minutes}:{rest % 60:02}"
