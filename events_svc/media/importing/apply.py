"""Recordings of a list beside those that stand, and how one of them is written."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.models import Organisation
from events_svc.events.models import Series
from events_svc.media import attachments, findable, pictures, recordings, sources
from events_svc.media.importing.compare import FIELDS, Difference, Standing, Wanted, compared
from events_svc.media.importing.listed import Library, Listed
from events_svc.media.models import Recording, Source
from events_svc.media.recording_models import RecordingFile
from events_svc.media.recordings import Entry


@dataclass(frozen=True, slots=True)
class Target:
    """Where the recordings go: an organisation, and a series of it if there is one."""

    organisation: Organisation
    series: Series | None = None


async def planned(target: Target, library: Library) -> Difference:
    """What the list would change; nothing is written. Raises FileRefused where it says a thing twice."""
    return compared(library.recordings, await standing(target))


async def write(target: Target, wanted: Wanted) -> None:
    """The recording stands as the list says, public when it is new. In the transaction of the caller.

    Raises RecordingSlugTaken, FileKnown, TooManyOfThem, TooMuchSaid.
    """
    if wanted.standing is None:
        await _add(target, wanted.listed)
    elif wanted.changes:
        await _change(wanted, wanted.standing)


async def alike(listed: Sequence[Listed], meant: Iterable[int | None]) -> Q:
    """The recordings that these rows mean, or might mean."""
    urls = [link.url for one in listed for link in one.links]
    linked: Any = Source.filter(url__in=urls, retired_at=None, recording_id__not_isnull=True)
    ids = {*await linked.values_list("recording_id", flat=True), *filter(None, meant)}
    return (
        Q(id__in=[*ids])
        | Q(origin__in=[one.origin for one in listed if one.origin])
        | Q(slug__in=[one.slug for one in listed if one.slug])
        | Q(episode__in=[one.episode for one in listed if one.episode is not None])
    )


async def standing(target: Target, chosen: Q | None = None) -> list[Standing]:
    """The recordings of the organisation, and of the series those of whoever stands below its owner; of
    these the `chosen`.
    """
    wanted = Recording.filter(await _within(target))
    if chosen is not None:
        wanted = wanted.filter(chosen)
    found = await wanted.order_by("id").values("id", "slug", "origin", "series_id", *FIELDS)
    of_them = {"recording_id__in": [row["id"] for row in found]}
    links: dict[int, set[str]] = defaultdict(set)
    files: dict[int, set[str]] = defaultdict(set)
    for row in await Source.filter(**of_them, retired_at=None).values("recording_id", "url"):
        links[row["recording_id"]].add(row["url"])
    for row in await RecordingFile.filter(**of_them).values("recording_id", "url"):
        files[row["recording_id"]].add(row["url"])
    return [
        Standing(
            row["id"],
            row["slug"],
            row["origin"],
            _columns(row, target),
            frozenset(links[row["id"]]),
            frozenset(files[row["id"]]),
        )
        for row in found
    ]


async def _within(target: Target) -> Q:
    """The organisation's recordings, and in the series those of whoever stands below its owner."""
    found = Q(organisation_id=target.organisation.id)
    if target.series is None:
        return found
    owner = await target.series.organisation
    return found | Q(series_id=target.series.id, organisation__path__startswith=owner.path)


def _columns(row: dict[str, Any], target: Target) -> dict[str, Any]:
    """An episode is known by its number within the series alone."""
    series_id = target.series.id if target.series else None
    is_here = series_id is not None and row["series_id"] == series_id
    columns = {name: row[name] for name in FIELDS}
    return columns if is_here else columns | {"episode": None}


async def _add(target: Target, listed: Listed) -> None:
    entry = Entry(
        title=listed.title,
        recorded_at=listed.recorded_at,
        slug=listed.slug,
        abstract=listed.abstract,
        people=listed.people,
        tags=listed.tags,
        language=listed.language or "zh",
        duration_seconds=listed.duration_seconds,
        thumbnail_url=listed.thumbnail_url,
        licence=listed.licence,
        episode=listed.episode,
        series=target.series,
    )
    made = await recordings.add(target.organisation, entry, links=listed.links)
    if listed.origin:
        await Recording.filter(id=made.id).update(origin=listed.origin)
    for file in _once(listed):
        await attachments.add(made, file)
    await recordings.publish(made)


async def _change(wanted: Wanted, standing: Standing) -> None:
    columns = {change.field: change.after for change in wanted.changes if change.field in FIELDS}
    row = Recording.filter(id=standing.id)
    await row.update(**columns, updated_at=clock.now())
    recording = await row.get()
    if wanted.listed.origin and not standing.origin:
        await row.update(origin=wanted.listed.origin)
    for link in wanted.listed.links:
        if link.url not in standing.links:
            await sources.add_to_recording(recording, link)
    for file in _once(wanted.listed):
        if file.url not in standing.files:
            await attachments.add(recording, file)
    if "thumbnail_url" in columns:
        await pictures.wanted(standing.id)
    await findable.refresh(standing.id)
    await audit.record(
        "recording.changed", f"recording:{standing.id}", organisation_id=recording.organisation_id
    )


def _once(listed: Listed) -> list[attachments.File]:
    """The files, each address once."""
    return [*{file.url: file for file in listed.files}.values()]
