"""The API of lists of recordings: the same file, the same answer, with or without a change."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from starlette.routing import BaseRoute

from events_svc.media.importing import begin, models
from events_svc.media.importing import queries as imports
from events_svc.outbox import work
from events_svc.schedule.importing.errors import FileRefused
from events_svc.web import auth, carried
from events_svc.web.api import operation
from events_svc.web.fields import Id
from events_svc.web.media import many
from events_svc.web.state import Request


class RecordingImport(msgspec.Struct):
    """A list of recordings as base64: CSV, the JSON of media.ccc.de or of PeerTube, told by its content.

    `dry_run` only says what would change.
    """

    file: Annotated[bytes, msgspec.Meta(max_length=20 * 1024 * 1024)]
    dry_run: bool = False
    series_id: Id | None = None
    organisation_id: Id | None = None


class RecordingImportField(msgspec.Struct):
    field: str
    before: Any
    after: Any


class ImportedRecording(msgspec.Struct):
    """A recording that is new or changed, and the fields in which it differs."""

    kind: str
    title: dict[str, str]
    fields: list[RecordingImportField]


class RecordingImportProgress(msgspec.Struct):
    """How far an import has come: `done` of `total` rows. It is `running`, `done` or `failed`: send the
    list again, and it goes on.

    `problems` are rows that could not be written after all, though the list as a whole was right.
    """

    id: int
    state: str
    dialect: str
    total: int
    done: int
    new: int
    changed: int
    unchanged: int
    problems: list[str]
    begun_at: datetime
    ended_at: datetime | None


class RecordingImportView(msgspec.Struct):
    """What an import changes, or would change; `odd` is for somebody to look at.

    `progress` of what was begun; look at `/recordings/imports/{id}` until it is `done`.
    """

    dialect: str
    counts: dict[str, int]
    recordings: list[ImportedRecording]
    odd: list[str]
    progress: RecordingImportProgress | None


async def bring_in(request: Request, body: RecordingImport) -> RecordingImportView:
    """Begin to bring in a list of recordings, all of which is right, or say what that would change."""
    place = await many.target(
        await auth.signed_in(request),
        organisation_id=body.organisation_id,
        series_id=body.series_id,
    )
    library = await many.understood(body.file)
    begun = None
    try:
        difference = await begin.checked(place, library)
        if not body.dry_run:
            begun = await begin.begin(place, library, raw=body.file)
    except FileRefused as error:
        raise carried.malformed(error) from error
    return RecordingImportView(
        dialect=library.dialect,
        counts=difference.counts(),
        recordings=[
            ImportedRecording(
                one.kind,
                one.title,
                [RecordingImportField(c.field, c.before, c.after) for c in one.changes],
            )
            for one in difference.wanted
            if one.kind != "unchanged"
        ],
        odd=[carried.said(problem) for problem in library.odd],
        progress=await _progress(begun) if begun else None,
    )


async def show(request: Request) -> RecordingImportProgress:
    """How far the import of a list of recordings has come."""
    person = await auth.signed_in(request)
    return await _progress(await imports.permitted(person, request.path_params["id"]))


async def _progress(found: models.RecordingImport) -> RecordingImportProgress:
    is_dead = found.is_running and (await work.going(found)).is_dead
    return RecordingImportProgress(
        id=found.id,
        state="failed" if is_dead else found.state.value,
        dialect=found.dialect,
        total=found.total,
        done=found.done,
        new=found.made,
        changed=found.changed,
        unchanged=found.unchanged,
        problems=many.problems_of(found),
        begun_at=found.begun_at,
        ended_at=found.ended_at,
    )


routes: list[BaseRoute] = [
    operation(
        "POST",
        "/recordings/imports",
        bring_in,
        name="recordings-import",
        body=RecordingImport,
        answer=RecordingImportView,
        refusals=[404],
    ),
    operation(
        "GET",
        "/recordings/imports/{id:int}",
        show,
        name="recordings-import-progress",
        answer=RecordingImportProgress,
    ),
]
