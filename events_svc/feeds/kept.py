"""The exports of a release: built once, kept beside it, the same for every process.

A large agenda is built by a press, a process of its own that ends soon after: nobody who serves grows by
what writing takes. A small one is written here: it takes less than the process would.
"""

import asyncio
from dataclasses import replace
from datetime import datetime

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction, is_postgres, rows
from events_svc.feeds import exports
from events_svc.feeds.files import File
from events_svc.feeds.standing import Standing
from events_svc.press import Press
from events_svc.schedule.models import ReleaseFile

LARGE = 200_000  # octets of entries: about 100 sessions

_press = Press(idle=10.0)


async def export(standing: Standing, name: str, language: str) -> File:
    """The export `name` of the event's newest release, kept or built now; NotFound before the first."""
    if standing.release_id is None:
        raise NotFound
    file = f"{name}?lang={language}"
    row = await ReleaseFile.get_or_none(release_id=standing.release_id, name=file)
    if row is not None and row.facts == standing.mark:
        return _file(row)
    made = await _built(standing, name, language)
    if row is not None:
        made = replace(made, modified_at=_changed_at(row, made))
    await _keep(standing, file, made)
    return made


async def build_all(standing: Standing) -> None:
    """What is asked for most is kept afterwards, and nothing of earlier releases; none before the first."""
    if standing.release_id is None:
        return
    for name, language in exports.ASKED_FOR_MOST:
        await export(standing, name, language)
    older = ReleaseFile.filter(
        release__event_id=standing.event.id, release_id__lt=standing.release_id
    )
    await ReleaseFile.filter(id__in=await older.values_list("id", flat=True)).delete()


async def _built(standing: Standing, name: str, language: str) -> File:
    entries = await _entries(standing.release_id)
    job = (standing.facts, entries, name, language)
    if len(entries) < LARGE:
        return await asyncio.to_thread(exports.built, *job)
    made: File = await _press.made("events_svc.feeds.exports:built", *job)
    return made


async def _entries(release_id: int | None) -> bytes:
    """The entries as octets, as the database has them: they are read where they are written out."""
    octets = "convert_to(entries::text, 'UTF8')" if is_postgres() else "CAST(entries AS BLOB)"
    found = await rows(f'SELECT {octets} AS entries FROM "release" WHERE id = $1', [release_id])  # noqa: S608 one of two words
    return bytes(found[0]["entries"])


def _changed_at(row: ReleaseFile, made: File) -> datetime:
    """Its bytes are what they were, or they change now, because the event says something else."""
    return row.modified_at if row.etag == made.etag else clock.now().replace(microsecond=0)


async def _keep(standing: Standing, name: str, made: File) -> None:
    """Whoever builds the same file at the same time builds the same bytes."""
    row = ReleaseFile(
        release_id=standing.release_id,
        name=name,
        facts=standing.mark,
        media_type=made.media_type,
        body_gzip=made.body_gzip,
        size=made.size,
        etag=made.etag,
        modified_at=made.modified_at,
    )
    async with in_transaction():
        await ReleaseFile.bulk_create(
            [row],
            on_conflict=["release_id", "name"],
            update_fields=["facts", "body_gzip", "size", "etag", "modified_at"],
        )


def _file(row: ReleaseFile) -> File:
    return File(row.media_type, bytes(row.body_gzip), row.size, row.etag, row.modified_at)
