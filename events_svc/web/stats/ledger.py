"""`/organiser/sources/{id}/counters`: the ledger of a link, what is read next, readings by hand."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec
from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc import clock
from events_svc.accounts.permissions import Permission
from events_svc.media.models import Source
from events_svc.media.platforms import PLATFORMS
from events_svc.stats import counters, files, plans, standings
from events_svc.stats.counters import Reading
from events_svc.stats.errors import (
    CorrectedAlready,
    EvidenceTooLarge,
    EvidenceUnknown,
    ObservedLater,
    ReasonMissing,
)
from events_svc.stats.files import Upload
from events_svc.stats.metrics import METRICS
from events_svc.web import access, forms, pages
from events_svc.web.errors import beside
from events_svc.web.fields import Id
from events_svc.web.i18n import gettext
from events_svc.web.state import Request

LEDGER = "/organiser/sources/{id:int}/counters"


class CounterForm(msgspec.Struct):
    """A counter as a person read it, or that the platform hides it."""

    observed_at: datetime
    metric: Annotated[str, msgspec.Meta(max_length=40)] = "views"
    value: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None
    evidence: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    reason: Annotated[str, msgspec.Meta(max_length=300)] = ""
    hidden: bool = False
    corrects: Id | None = None


async def show(request: Request) -> Response:
    """The ledger of a link, newest row first."""
    source = await access.permitted_source(request, Permission.STATS_VIEW)
    return await _page(request, source)


async def enter(request: Request) -> Response:
    """A new row of the ledger, or one that corrects another."""
    source = await access.permitted_source(request, Permission.COUNTERS_EDIT)
    try:
        form = await forms.parse(request, CounterForm)
        if form.value is None and not form.hidden:
            raise forms.Malformed(
                {"value": gettext("Please write the number, or tick that it is hidden.")}
            )
        upload = await _uploaded(request)
        with (
            beside("observed_at", ObservedLater),
            beside("reason", ReasonMissing),
            beside("corrects", CorrectedAlready),
            beside("file", EvidenceTooLarge, EvidenceUnknown),
        ):
            await _written(source, form, upload)
    except forms.Malformed as error:
        return await _page(request, source, error.errors, await forms.as_typed(request))
    return pages.redirect(request, url_of(source))


async def read_now(request: Request) -> Response:
    """The platform is asked as soon as its host is free."""
    source = await access.permitted_source(request, Permission.COUNTERS_EDIT)
    await forms.read(request)
    await plans.read_now(source)
    return pages.redirect(request, url_of(source))


async def file(request: Request) -> Response:
    """A file that shows a reading, for the team."""
    source = await access.permitted_source(request, Permission.STATS_VIEW)
    found = await files.file_of(source, request.path_params["file"])
    headers = {
        "etag": f'"{found.digest}"',
        "cache-control": "private, no-cache",
        "content-disposition": f"inline; filename*=UTF-8''{quote(found.name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(found.body, media_type=found.media_type, headers=headers)


def url_of(source: Source) -> str:
    """The page of the link's ledger."""
    return f"/organiser/sources/{source.id}/counters"


async def _uploaded(request: Request) -> Upload | None:
    sent = (await request.form()).get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return None
    upload = Upload(sent.filename, await sent.read())
    with beside("file", EvidenceTooLarge, EvidenceUnknown):
        files.kind_of(upload.body)
    return upload


async def _written(source: Source, form: CounterForm, upload: Upload | None) -> None:
    reading = Reading(
        value=None if form.hidden else form.value,
        observed_at=pages.local_to_utc(form.observed_at, access.zone_of(source)),
        metric=form.metric,
        evidence=form.evidence,
        reason=form.reason,
        upload=upload,
    )
    if form.corrects is None:
        await counters.enter(source, reading)
        return
    row = await counters.row_of(source, form.corrects, metric=form.metric)
    await counters.correct(row, reading)


async def _page(
    request: Request,
    source: Source,
    errors: dict[str, str] | None = None,
    values: dict[str, Any] | None = None,
) -> Response:
    before = request.query_params.get("before", "")
    ledger = await standings.ledger(source, before=int(before) if _is_id(before) else None)
    plan, host = await plans.of(source)
    local = clock.now().astimezone(ZoneInfo(access.zone_of(source)))
    return await pages.render(
        request,
        "stats/ledger.html",
        status=422 if errors else 200,
        event=access.event_of(source),
        source=source,
        home=access.home_of(source),
        title=(source.recording or source.session).title,  # type: ignore[union-attr]  # one of them is there
        timezone=access.zone_of(source),
        counters=await standings.counters_of([source.id]),
        ledger=ledger,
        plan=plan,
        host=host,
        platforms=PLATFORMS,
        metrics=METRICS,
        may_enter=await access.may_source(request, Permission.COUNTERS_EDIT, source),
        values=values or {"observed_at": local.strftime("%Y-%m-%dT%H:%M")},
        errors=errors or {},
    )


def _is_id(words: str) -> bool:
    return words.isdecimal() and len(words) < 19


routes: list[BaseRoute] = [
    Route(LEDGER, show, methods=["GET"], name="source_ledger"),
    Route(LEDGER, enter, methods=["POST"], name="source_counters"),
    Route(f"{LEDGER}/reading", read_now, methods=["POST"], name="source_read_now"),
    Route(LEDGER + "/files/{file:int}", file, methods=["GET"], name="source_counter_file"),
]
