"""What the public finds among the recordings: newest, of a series, of an event, by words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.events.models import Series
from events_svc.media import search, windows
from events_svc.media.models import Access, Recording, Source
from events_svc.media.places import place
from events_svc.media.search import After, Spoken, Wanted

PAGE = 24

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of recordings, and the cursor of the next one."""

    recordings: list[Recording]
    next: str | None
    spoken: dict[int, list[Spoken]] = field(default_factory=dict)  # where the words are said, by id


async def find(wanted: Wanted, *, cursor: str = "", limit: int = PAGE) -> Found:
    """Published recordings, the newest first, at most `limit` after the `cursor` of the page before."""
    after = _after(cursor)
    if not wanted.words.strip():
        return await _newest(wanted, after, limit)
    ids = await search.matching(wanted, after, limit=limit + 1)
    loaded = await _loaded(Recording.filter(id__in=ids)) if ids else []
    page = _found(sorted(loaded, key=lambda one: -place(one.recorded_at, one.id)), limit)
    spoken = await search.spoken(wanted.words, [recording.id for recording in page.recordings])
    return replace(page, spoken=spoken)


async def _newest(wanted: Wanted, after: After | None, limit: int) -> Found:
    query = Recording.filter(published_at__isnull=False)
    if wanted.series_id is not None:
        query = query.filter(series_id=wanted.series_id)
    if wanted.event_id is not None:
        query = query.filter(event_id=wanted.event_id)
    if after is not None:
        moment, last_id = after
        query = query.filter(Q(recorded_at__lt=moment) | Q(recorded_at=moment, id__lt=last_id))
    return _found(await _loaded(query).limit(limit + 1), limit)


async def series_with_recordings() -> list[Series]:
    """The series that have a published recording, in the order of their names."""
    found = await Recording.filter(published_at__isnull=False, series_id__isnull=False).values_list(
        "series_id", flat=True
    )
    return await Series.filter(id__in={*found}).order_by("slug")


async def series_of(slug: str) -> Series:
    """The series with this slug; raises NotFound."""
    series = await Series.get_or_none(slug=slug[:80])
    if series is None:
        raise NotFound
    return series


async def published(slug: str) -> Recording | None:
    """The published recording with this slug, with event, series and public links; else None."""
    recording = await Recording.get_or_none(slug=slug, published_at__isnull=False).select_related(
        "event", "series", "session", "organisation"
    )
    if recording is not None:
        await recording.fetch_related("sources")
    return recording


def _loaded(query: QuerySet[Recording]) -> QuerySet[Recording]:
    return query.select_related("series", "event").order_by("-recorded_at", "-id")


def _found(recordings: list[Recording], limit: int) -> Found:
    """The page, with the place where it ends when there is more."""
    page = recordings[:limit]
    if len(recordings) <= limit:
        return Found(page, None)
    micros = (page[-1].recorded_at - _EPOCH) // timedelta(microseconds=1)
    return Found(page, f"{micros}.{page[-1].id}")


def _after(cursor: str) -> After | None:
    """Where a page ended; a cursor that we did not make begins anew."""
    match = re.fullmatch(r"(-?\d{1,17})\.(\d{1,18})", cursor)
    if match is None:
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(match[1])), int(match[2])
    except OverflowError:
        return None


async def source_ids(recordings: Iterable[Recording]) -> dict[int, list[int]]:
    """The ids of all links of each recording, retired ones too: their views stay."""
    wanted = [recording.id for recording in recordings]
    made: dict[int, list[int]] = {}
    for row in await Source.filter(recording_id__in=wanted).values("id", "recording_id"):
        made.setdefault(row["recording_id"], []).append(row["id"])
    return made


def shown(recording: Recording) -> list[Source]:
    """The links of a loaded recording that the public may see now, in order."""
    public = [source for source in recording.sources if source.access is Access.PUBLIC]
    return windows.opened(public, clock.now())
