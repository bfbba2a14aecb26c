"""Bring in a list of recordings: all of it in one transaction, or nothing."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.models import Organisation
from events_svc.database import in_transaction
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
    return compared(library.recordings, await _standing(target))


async def bring_in(target: Target, library: Library) -> Difference:
    """The recordings of the list stand and are public, those that stood are changed; all or nothing.

    Raises as `planned`, and RecordingSlugTaken.
    """
    async with in_transaction():
        await Organisation.select_for_update().get(id=target.organisation.id)
        difference = await planned(target, library)
        for wanted in difference.wanted:
            if wanted.standing is None:
                await _add(target, wanted.listed)
            elif wanted.changes:
                await _change(wanted, wanted.standing)
        await audit.record(
            "recordings.imported",
            f"organisation:{target.organisation.id}",
            organisation_id=target.organisation.id,
            dialect=library.dialect,
            **difference.counts(),
        )
    return difference


async def _standing(target: Target) -> list[Standing]:
    """The recordings of the organisation, and of the series those of whoever stands below its owner."""
    found = await Recording.filter(await _within(target)).values(
        "id", "slug", "origin", "series_id", *FIELDS
    )
    of_them = await _within(target, "recording__")
    links: dict[int, set[str]] = defaultdict(set)
    files: dict[int, set[str]] = defaultdict(set)
    for row in await Source.filter(of_them, retired_at=None).values("recording_id", "url"):
        links[row["recording_id"]].add(row["url"])
    for row in await RecordingFile.filter(of_them).values("recording_id", "url"):
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


async def _within(target: Target, through: str = "") -> Q:
    """The organisation's recordings, and in the series those of whoever stands below its owner."""
    found = Q(**{f"{through}organisation_id": target.organisation.id})
    if target.series is None:
        return found
    owner = await target.series.organisation
    below = {
        f"{through}series_id": target.series.id,
        f"{through}organisation__path__startswith": owner.path,
    }
    return found | Q(**below)


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
