"""The import of a timetable in the API: the same file, the same answer, with or without a change."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.schedule.importing import apply, told
from events_svc.schedule.importing.compare import Difference, Wanted
from events_svc.text import Text
from events_svc.web import access, carried
from events_svc.web.api import operation
from events_svc.web.feeds import upload
from events_svc.web.state import Request

MOST_BASE64 = 20 * 1024 * 1024


class ImportDraft(msgspec.Struct):
    """A timetable in any dialect as base64; its kind is told by its content.

    `dry_run` only says what would change; `take_dates` gives the event the dates of the file.
    """

    file: Annotated[bytes, msgspec.Meta(max_length=MOST_BASE64)]
    dry_run: bool = False
    take_dates: bool = False


class ImportField(msgspec.Struct):
    field: str
    before: Any
    after: Any


class ImportedSession(msgspec.Struct):
    """A session that is new, moved, changed or cancelled, and the fields in which it differs."""

    kind: str
    title: Text
    starts_at: datetime | None
    fields: list[ImportField]


class ImportView(msgspec.Struct):
    """What an import changed, or would change; `odd` and `taken_twice` are for somebody to look at."""

    dialect: str
    counts: dict[str, int]
    sessions: list[ImportedSession]
    odd: list[str]
    taken_twice: list[str]
    outside_event: int


async def bring_in(request: Request, draft: ImportDraft) -> ImportView:
    """Import a timetable into the working agenda, or say what that would change."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    timetable = await upload.understood(draft.file, event)
    outside = apply.outside(event, timetable)
    way = apply.planned if draft.dry_run else apply.bring_in
    if draft.take_dates and not draft.dry_run:
        way = apply.bring_in_with_dates
    difference = await way(event, timetable)
    return ImportView(
        dialect=timetable.dialect,
        counts=difference.counts(),
        sessions=_sessions(difference),
        odd=[carried.said(problem) for problem in timetable.odd],
        taken_twice=[str(clash) for clash in difference.clashes],
        outside_event=outside,
    )


def _sessions(difference: Difference) -> list[ImportedSession]:
    found = [_session(wanted, difference) for wanted in difference.wanted]
    cancelled = [
        ImportedSession("cancelled", row["title"], row["starts_at"], [])
        for row in difference.vanished
    ]
    return [*(one for one in found if one.kind != "unchanged"), *cancelled]


def _session(wanted: Wanted, difference: Difference) -> ImportedSession:
    fields = [
        ImportField(change.field, change.before, change.after)
        for change in told.changes(wanted, difference.names)
    ]
    return ImportedSession(wanted.kind, wanted.after["title"], wanted.after["starts_at"], fields)


routes: list[BaseRoute] = [
    operation(
        "POST",
        "/events/{slug}/imports",
        bring_in,
        name="import_timetable",
        body=ImportDraft,
        answer=ImportView,
        refusals=(404, 409),
    ),
]
