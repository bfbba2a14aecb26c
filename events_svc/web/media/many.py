"""`/organiser/recordings/bulk`: many recordings of a series at once."""

from typing import Annotated, Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events import queries as events
from events_svc.media import bulk
from events_svc.media.errors import RecordingSlugTaken, RowsWrong
from events_svc.web import auth, forms, pages
from events_svc.web.errors import beside
from events_svc.web.fields import Id
from events_svc.web.media.recording_form import TIMEZONE, chosen_series
from events_svc.web.organisation import chosen
from events_svc.web.state import Request

BULK = "/organiser/recordings/bulk"
EXAMPLE = (
    "1 | 2022-01-15 14:00 | 青年科学家论坛第一期 | Young Scientists Forum 1 "
    "| https://media.example.org/1.mp4 | https://www.bilibili.com/video/BV1xx411c7mD"
)


class BulkForm(msgspec.Struct):
    """Many recordings of a series, one a line."""

    series_id: Id
    lines: Annotated[str, msgspec.Meta(max_length=200_000)]
    organisation_id: Id | None = None


async def show(request: Request) -> Response:
    """The form: a series and its lines."""
    return await _form(request, {})


async def add(request: Request) -> Response:
    """All lines become published recordings, or none does."""
    person = await auth.organiser(request)
    try:
        form = await forms.parse(request, BulkForm)
        permitted = await events.organisations(person, Permission.MEDIA_EDIT)
        organisation = chosen(permitted, form.organisation_id)
        series = await chosen_series(form.series_id, person)
        assert series is not None
        with beside("lines", RowsWrong, RecordingSlugTaken):
            await bulk.add_all(organisation, series, form.lines, timezone=TIMEZONE)
    except forms.Malformed as error:
        return await _form(request, await forms.as_typed(request), error.errors)
    return pages.redirect(request, "/organiser/recordings")


async def _form(
    request: Request, values: dict[str, Any], errors: dict[str, str] | None = None
) -> Response:
    person = await auth.organiser(request)
    return await pages.render(
        request,
        "media/bulk.html",
        example=EXAMPLE,
        status=422 if errors else 200,
        organisations=await events.organisations(person, Permission.MEDIA_EDIT),
        series=await events.series_of(person),
        values=values,
        errors=errors or {},
    )


routes: list[BaseRoute] = [
    Route(BULK, show, name="library_bulk"),
    Route(BULK, add, methods=["POST"], name="library_bulk_add"),
]
