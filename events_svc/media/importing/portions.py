"""Go on with a list of recordings: a portion of its rows is written and counted in one transaction.

Whoever is killed in between leaves whole portions, and the next one goes on after them: each row is written
once, however often it is begun.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.models import Organisation
from events_svc.database import in_transaction
from events_svc.events.models import Series
from events_svc.media.errors import RecordingSlugTaken
from events_svc.media.importing import rows
from events_svc.media.importing.apply import Target, alike, standing, write
from events_svc.media.importing.compare import Wanted, beside, like
from events_svc.media.importing.listed import Listed
from events_svc.media.importing.models import ImportState, RecordingImport
from events_svc.media.recording_errors import FileKnown, TooManyOfThem, TooMuchSaid

PORTION = 25  # rows of one transaction: nobody else waits for long
REFUSALS = (RecordingSlugTaken, TooManyOfThem, FileKnown, TooMuchSaid)

Problem = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Begun:
    """All rows of an import that is not over, and who asked for it."""

    rows: list[Listed]
    author: str
    author_name: str


async def begun(import_id: int) -> Begun | None:
    """The import; None once it is over."""
    found = await RecordingImport.get_or_none(id=import_id, state=ImportState.RUNNING)
    if found is None:
        return None
    return Begun(rows.unpacked(bytes(found.body)), found.author, found.author_name)


async def go_on(import_id: int, listed: Sequence[Listed]) -> bool:
    """The next portion of the rows stands; whether more are to come."""
    async with in_transaction():
        found = await RecordingImport.select_for_update().get(id=import_id)
        if not found.is_running:
            return False
        portion = listed[found.done : found.done + PORTION]
        kinds, problems = await _written(found, portion)
        done = found.done + len(portion)
        await RecordingImport.filter(id=found.id).update(
            done=done,
            made=found.made + kinds["new"],
            changed=found.changed + kinds["changed"],
            problems=[*found.problems, *problems],
        )
        if done == found.total:
            await _end(import_id)
        return done < found.total


async def _written(
    found: RecordingImport, portion: Sequence[Listed]
) -> tuple[Counter[str], list[Problem]]:
    kinds: Counter[str] = Counter()
    problems = []
    organisation = await Organisation.select_for_update().get(id=found.organisation_id)
    target = Target(organisation, await Series.get_or_none(id=found.series_id))
    for wanted in await _wanted(target, found, portion):
        try:
            async with in_transaction():
                await write(target, wanted)
        except REFUSALS as refusal:
            problems.append(_problem(wanted.listed, refusal))
        else:
            kinds[wanted.kind] += 1
    return kinds, problems


async def _wanted(
    target: Target, found: RecordingImport, portion: Sequence[Listed]
) -> list[Wanted]:
    """Each row beside the recording that it was compared with at the beginning; what was new then may have
    come in the meantime from elsewhere.
    """
    meant = found.meant[found.done : found.done + len(portion)]
    known = {one.id: one for one in await standing(target, await alike(portion, meant))}
    others = [one for one in known.values() if one.id not in {*found.meant}]
    return [
        beside(one, known[its_id] if its_id in known else like(one, others))
        for one, its_id in zip(portion, meant, strict=True)
    ]


def _problem(listed: Listed, refusal: Exception) -> Problem:
    return {
        **asdict(listed.place),
        "title": listed.title,
        "reason": refusal.__doc__ or "",
        "values": {name: str(value) for name, value in vars(refusal).items()},
    }


async def _end(import_id: int) -> None:
    """All rows were looked at; the file is not kept."""
    over = RecordingImport.filter(id=import_id)
    await over.update(state=ImportState.DONE, ended_at=clock.now(), body=b"")
    found = await over.get()
    await audit.record(
        "recordings.imported",
        f"organisation:{found.organisation_id}",
        organisation_id=found.organisation_id,
        dialect=found.dialect,
        new=found.made,
        changed=found.changed,
        unchanged=found.unchanged,
        refused=len(found.problems),
    )
