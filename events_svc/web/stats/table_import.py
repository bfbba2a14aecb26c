"""`/organiser/counters/import`: many readings at once, as CSV; what they would write is shown first."""

import base64
import binascii
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tortoise.queryset import QuerySet

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.media.models import Source
from events_svc.media.platforms import PLATFORMS
from events_svc.stats import bringing, scope
from events_svc.stats import table_faults as faults
from events_svc.stats.bringing import Table
from events_svc.stats.metrics import METRICS
from events_svc.stats.table_faults import TableWrong, Wrong
from events_svc.web import access, auth, forms, pages
from events_svc.web.i18n import gettext
from events_svc.web.state import Request

IMPORT = "/organiser/counters/import"
EXAMPLE = (
    "url,metric,value,read_at,evidence\n"
    "https://www.bilibili.com/video/BV1xx411c7mD,views,62400,2022-12-30 10:00,截图 12\n"
    "https://channels.weixin.qq.com/x,views,hidden,2022-12-30,"
)
WIDE = (
    "source,read_at,total_audience_count,max_online_count,audiences_avg_seconds\n"
    "41,2026-08-26 12:00,36390,2210,1184"
)


async def form(request: Request) -> Response:
    """Choose a file."""
    await _links(request)
    return await _page(request)


async def preview(request: Request) -> Response:
    """What the table would write; nothing is stored."""
    links = await _links(request)
    try:
        given = await _given(await forms.read(request))
        changes = await bringing.planned(links, given)
    except TableWrong as error:
        return await _page(request, problems=[_said(one) for one in error.wrong])
    return await _page(
        request,
        changes=changes,
        name=given.name,
        carried=base64.b64encode(given.raw).decode(),
    )


async def bring_in(request: Request) -> Response:
    """All rows of the table stand in the ledger, or none."""
    links = await _links(request)
    try:
        given = await _given(await forms.read(request))
        await bringing.bring_in(links, given)
    except TableWrong as error:
        return await _page(request, problems=[_said(one) for one in error.wrong])
    return pages.redirect(request, "/organiser/counters")


async def _links(request: Request) -> QuerySet[Source]:
    """The links whose counters this person may write down; NotFound for who may write none."""
    person = await auth.organiser(request)
    if not person.may_somewhere(Permission.COUNTERS_EDIT):
        raise NotFound
    return scope.permitted_links(person, Permission.COUNTERS_EDIT)


async def _given(sent: FormData) -> Table:
    carried, pasted, file = sent.get("carried"), sent.get("pasted"), sent.get("file")
    if isinstance(carried, str) and carried:
        return Table(_unpacked(carried), str(sent.get("name") or "CSV")[:200], access.TIMEZONE)
    if isinstance(file, UploadFile) and file.filename:
        return Table(await file.read(), file.filename[:200], access.TIMEZONE)
    if isinstance(pasted, str) and pasted.strip():
        return Table(pasted.encode(), "CSV", access.TIMEZONE)
    raise TableWrong([Wrong(1, "", faults.NO_TABLE)])


def _unpacked(carried: str) -> bytes:
    try:
        return base64.b64decode(carried, validate=True)
    except (binascii.Error, ValueError) as error:
        raise TableWrong([Wrong(1, "", faults.NO_TABLE)]) from error


def _said(wrong: Wrong) -> str:
    """What is wrong, and where, in the reader's language."""
    place = [gettext("line {line}").format(line=wrong.line)]
    if wrong.column:
        place.append(gettext("column {column}").format(column=wrong.column))
    return " · ".join([*place, gettext(wrong.reason).format(value=wrong.value)])


async def _page(request: Request, **found: Any) -> Response:
    context: dict[str, Any] = {"changes": None, "problems": [], "carried": "", "name": ""}
    context |= found
    typed = await forms.as_typed(request) if context["problems"] else {}
    return await pages.render(
        request,
        "stats/import.html",
        status=422 if context["problems"] else 200,
        pasted=typed.get("pasted", ""),
        platforms=PLATFORMS,
        metrics=METRICS,
        timezone=access.TIMEZONE,
        examples=(EXAMPLE, WIDE),
        **context,
    )


routes: list[BaseRoute] = [
    Route(IMPORT, form, methods=["GET"], name="counters_import"),
    Route(IMPORT, preview, methods=["POST"], name="counters_preview"),
    Route("/organiser/counters/imports", bring_in, methods=["POST"], name="counters_bring_in"),
]
