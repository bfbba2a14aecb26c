"""The rows behind the figures of a source, newest first."""

from dataclasses import dataclass

from events_svc.media.models import Source
from events_svc.stats.models import CounterSnapshot, View, Watch

PAGE = 25


@dataclass(frozen=True, slots=True)
class Views:
    """A page of view rows, and the id before which the next one begins."""

    rows: list[View]
    next: int | None


async def views(source: Source, *, before: int | None = None) -> Views:
    """The rows that `view@…` counts."""
    query = View.filter(source=source)
    if before is not None:
        query = query.filter(id__lt=before)
    found = await query.order_by("-id").limit(PAGE + 1)
    return Views(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


async def playings(source: Source) -> list[Watch]:
    """The latest playings, programs among them."""
    return await Watch.filter(source=source).order_by("-id").limit(PAGE)


async def ledger(source: Source) -> list[tuple[CounterSnapshot, bool]]:
    """Every row of the source's ledger, and whether a later one has corrected it."""
    rows = await CounterSnapshot.filter(source=source).order_by("-observed_at", "-id")
    corrected = {row.corrects for row in rows}
    return [(row, row.id in corrected) for row in rows]
