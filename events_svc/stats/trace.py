"""The rows behind the figures of a source, newest first. They name nobody: a key is of one day and source."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from tortoise.queryset import QuerySet

from events_svc.media.models import Source
from events_svc.stats.models import View, Watch

PAGE = 25

Row = TypeVar("Row", View, Watch)


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """A page of rows, and the id before which the next one begins."""

    rows: list[Row]
    next: int | None


async def views(
    source: Source, *, before: int | None = None, threshold: int | None = None
) -> Rows[View]:
    """The rows that `view@…` counts; of one threshold, where one is asked for."""
    query = View.filter(source_id=source.id)
    if threshold is not None:
        query = query.filter(threshold=threshold)
    return await _page(query, before)


async def playings(source: Source, *, before: int | None = None) -> Rows[Watch]:
    """The playings behind viewers, watch time, retention and peak, programs among them."""
    return await _page(Watch.filter(source_id=source.id), before)


async def _page(query: "QuerySet[Row]", before: int | None) -> Rows[Row]:
    if before is not None:
        query = query.filter(id__lt=before)
    found = await query.order_by("-id").limit(PAGE + 1)
    return Rows(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)
