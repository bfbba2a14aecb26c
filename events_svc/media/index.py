"""What the public finds among the recordings: newest, of a series, of an event, by words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_svc.accounts.errors import NotFound
from events_svc.database import is_postgres, rows
from events_svc.events.models import Series
from events_svc.media import tokens
from events_svc.media.findable import marks
from events_svc.media.models import Access, Recording, Source
from events_svc.media.places import place
from events_svc.media.recording_models import RecordingTokens
from events_svc.media.tokens import Term

PAGE = 24
MOST = 2**63 - 1  # no place is beyond it
After = tuple[datetime, int]  # recorded_at and id of the last one shown

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a visitor asks for; blank = everything."""

    words: str = ""
    series_id: int | None = None
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """The beginning of a statement, up to what the place is compared with, and its values."""

    sql: str
    values: list[Any]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of recordings, and the cursor of the next one."""

    recordings: list[Recording]
    next: str | None


async def find(wanted: Wanted, *, cursor: str = "", limit: int = PAGE) -> Found:
    """Published recordings, the newest first, at most `limit` after the `cursor` of the page before."""
    after = _after(cursor)
    if not wanted.words.strip():
        return await _newest(wanted, after, limit)
    if not tokens.terms(wanted.words):
        return Found([], None)
    ids = await _matching(wanted, after, limit + 1)
    return _found(await _loaded(Recording.filter(id__in=ids)), limit)


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


async def _matching(wanted: Wanted, after: After | None, limit: int) -> list[int]:
    """The ids of a page of the published recordings in which all of the words stand.

    The rows of the search lie in the order of the index: SQLite reads no more of them than a page has.
    """
    asked = tokens.terms(wanted.words)
    asked += [Term((mark,)) for mark in marks(series_id=wanted.series_id, event_id=wanted.event_id)]
    before = place(*after) if after else MOST
    where = _postgres(asked) if is_postgres() else _sqlite(asked)
    values = [*where.values, before]
    found = await rows(
        f"{where.sql} < ${len(values)} ORDER BY 1 DESC LIMIT {limit:d}",  # noqa: S608 place holders only
        values,
    )
    tokens_rows = RecordingTokens.filter(id__in=[row["place"] for row in found])
    return [key for key in await tokens_rows.values_list("recording_id", flat=True)]


def _sqlite(asked: list[Term]) -> Condition:
    return Condition(
        "SELECT rowid AS place FROM recording_search WHERE recording_search MATCH $1 AND rowid",
        [tokens.fts5(asked)],
    )


def _postgres(asked: list[Term]) -> Condition:
    sequences = tokens.sequences(asked)
    literal = "".join(f"strpos(tokens, ${n}) > 0 AND " for n in range(2, len(sequences) + 2))
    return Condition(
        "SELECT id AS place FROM recording_tokens "  # noqa: S608 place holders only
        f"WHERE to_tsvector('simple', tokens) @@ to_tsquery('simple', $1) AND {literal}id",
        [tokens.tsquery(asked), *sequences],
    )


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
    """The links of a loaded recording that the public may see, in order."""
    public = [s for s in recording.sources if s.access is Access.PUBLIC and s.retired_at is None]
    return sorted(public, key=lambda source: (source.position, source.id))
