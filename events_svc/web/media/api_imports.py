"""The API of lists of recordings: the same file, the same answer, with or without a change."""

from typing import Annotated, Any

import msgspec
from starlette.routing import BaseRoute

from events_svc.media.importing import apply
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


class RecordingImportView(msgspec.Struct):
    """What an import changed, or would change; `odd` is for somebody to look at."""

    dialect: str
    counts: dict[str, int]
    recordings: list[ImportedRecording]
    odd: list[str]


async def bring_in(request: Request, body: RecordingImport) -> RecordingImportView:
    """Bring in a list of recordings, all of it or nothing, or say what that would change."""
    place = await many.target(
        await auth.signed_in(request),
        organisation_id=body.organisation_id,
        series_id=body.series_id,
    )
    library = await many.understood(body.file)
    way = apply.planned if body.dry_run else apply.bring_in
    try:
        difference = await way(place, library)
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
    )


routes: list[BaseRoute] = [
    operation(
        "POST",
        "/recordings/imports",
        bring_in,
        name="recordings-import",
        body=RecordingImport,
        answer=RecordingImportView,
        refusals=[404, 409],
    ),
]
