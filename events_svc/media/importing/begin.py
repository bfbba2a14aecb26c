"""Begin to bring in a list of recordings: the whole of it is looked through before the first row is written."""

import hashlib
from collections.abc import Iterator, Sequence

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.models import Organisation
from events_svc.database import in_transaction
from events_svc.media.attachments import MOST_FILES
from events_svc.media.importing import rows
from events_svc.media.importing.apply import Target, planned
from events_svc.media.importing.compare import Difference, Wanted
from events_svc.media.importing.listed import Library, Listed
from events_svc.media.importing.models import ImportState, RecordingImport
from events_svc.media.models import Recording
from events_svc.media.recordings import RESERVED
from events_svc.outbox import work
from events_svc.schedule.importing.errors import FileRefused, Problem


async def begin(target: Target, library: Library, *, raw: bytes) -> RecordingImport:
    """The rows of the list are going to stand, a portion at a time; `raw`: the file that they came in.

    The same file for the same place while it is being brought in is that import, set going again if its
    job is dead. Raises FileRefused with the rows that are wrong, and nothing is begun.
    """
    digest = hashlib.sha256(raw).hexdigest()
    async with in_transaction():
        await Organisation.select_for_update().get(id=target.organisation.id)
        made = await _running(target, digest) or await _created(target, library, digest=digest)
        await _set_going(made)
    return made


async def try_again(brought: RecordingImport) -> None:
    """The import goes on if its job is dead; one that is over stays as it is."""
    async with in_transaction():
        await Organisation.select_for_update().get(id=brought.organisation_id)
        now = await RecordingImport.get(id=brought.id)
        if now.is_running:
            await _set_going(now)


async def checked(target: Target, library: Library) -> Difference:
    """What the list would change; raises FileRefused with the rows that could not be written."""
    found = await planned(target, library)
    fresh = [one.listed for one in found.wanted if one.standing is None]
    slugs = [one.slug for one in fresh if one.slug]
    known = await Recording.filter(slug__in=slugs).values_list("slug", flat=True)
    taken = {str(slug) for slug in known} | RESERVED
    problems = [*_taken(fresh, taken), *_too_many(found.wanted)]
    if problems:
        raise FileRefused(problems)
    return found


def _taken(fresh: Sequence[Listed], taken: set[str]) -> Iterator[Problem]:
    for one in fresh:
        if one.slug in taken:
            reason = "Another recording already has the address “{value}”."
            yield Problem(reason, one.slug, one.place)


def _too_many(wanted: Sequence[Wanted]) -> Iterator[Problem]:
    for one in wanted:
        had = one.standing.files if one.standing else frozenset()
        if len(had | {file.url for file in one.listed.files}) > MOST_FILES:
            yield Problem(
                "A recording has at most {value} files.", str(MOST_FILES), one.listed.place
            )


async def _running(target: Target, digest: str) -> RecordingImport | None:
    return await RecordingImport.filter(
        organisation_id=target.organisation.id,
        series_id=target.series.id if target.series else None,
        digest=digest,
        state=ImportState.RUNNING,
    ).first()


async def _set_going(brought: RecordingImport) -> None:
    await work.set_going(brought, "recordings.import", import_id=brought.id)


async def _created(target: Target, library: Library, *, digest: str) -> RecordingImport:
    found, actor = await checked(target, library), audit.acting.get()
    return await RecordingImport.create(
        organisation=target.organisation,
        series=target.series,
        dialect=library.dialect,
        digest=digest,
        body=rows.packed(library.recordings),
        meant=[one.standing.id if one.standing else None for one in found.wanted],
        total=len(library.recordings),
        author=actor.key,
        author_name=actor.name[:254],
        begun_at=clock.now(),
    )
