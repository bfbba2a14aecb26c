"""`/organiser/events/{slug}/fapiao`: requests, tasks, the batch for the tax system and its numbers."""

from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.access import may
from events_svc.events.models import Event
from events_svc.feeds import table_stream
from events_svc.invoices import batch, queries
from events_svc.invoices.errors import NumberTaken
from events_svc.invoices.fapiao import issued, reversed_by
from events_svc.invoices.models import FapiaoState
from events_svc.schedule.importing.errors import FileRefused
from events_svc.web import access, auth, carried, forms, pages, paging
from events_svc.web.errors import beside
from events_svc.web.invoices import words
from events_svc.web.invoices.fields import NumberForm
from events_svc.web.state import Request

FAPIAO = "/organiser/events/{slug}/fapiao"
PER_PAGE = 50


async def index(request: Request) -> Response:
    """Figures, tasks, and the requests, newest first."""
    return await _page(request, await access.editable_event(request, Permission.ORDERS_VIEW))


async def take_out(request: Request) -> Response:
    """The batch of all that wait, as the tax system's template asks: xlsx with two sheets, or CSV."""
    event = await access.editable_event(request, Permission.ORDERS_EDIT)
    form = await forms.read(request)
    found = await batch.take_out(event)
    if form.get("form") == "csv":
        stream = table_stream.csv_stream(batch.TOGETHER, batch.together(found))
        return _file(stream, f"fapiao-{event.slug}.csv", table_stream.CSV)
    sheets = [
        ("1-发票基本信息", batch.HEADS, batch.heads(found)),
        ("2-发票明细信息", batch.DETAILS, batch.details(found)),
    ]
    stream = table_stream.xlsx_stream(sheets)
    return _file(stream, f"fapiao-{event.slug}.xlsx", table_stream.XLSX)


async def bring_numbers(request: Request) -> Response:
    """The numbers of what was issued, from a file of the tax system: all of them, or none."""
    event = await access.editable_event(request, Permission.ORDERS_EDIT)
    try:
        raw = await carried.uploaded(await forms.read(request))
        with beside("file", NumberTaken):
            await _brought(event, raw)
    except forms.Malformed as error:
        return await _page(request, event, problems=list(error.errors.values()))
    return _back(request, event)


async def number(request: Request) -> Response:
    """The number under which one was issued."""
    event = await access.editable_event(request, Permission.ORDERS_EDIT)
    form = await forms.parse(request, NumberForm)
    await issued(await queries.fapiao_of(request.path_params["id"], event=event), form.number)
    return _back(request, event)


async def reverse(request: Request) -> Response:
    """The number of the red invoice that reversed one."""
    event = await access.editable_event(request, Permission.ORDERS_EDIT)
    form = await forms.parse(request, NumberForm)
    await reversed_by(await queries.fapiao_of(request.path_params["id"], event=event), form.number)
    return _back(request, event)


async def _brought(event: Event, raw: bytes) -> None:
    try:
        await batch.bring_numbers(event, batch.read_numbers(raw))
    except FileRefused as error:
        raise carried.malformed(error) from error


async def _page(request: Request, event: Event, problems: list[str] | None = None) -> Response:
    asked = request.query_params.get("state", "")
    before = paging.number(request.query_params.get("before", ""))
    found = await queries.requests(
        event,
        state=FapiaoState(asked) if asked in set(FapiaoState) else None,
        only_tasks=asked == "tasks",
        before_id=before,
        limit=PER_PAGE,
    )
    shown, following = paging.cut(found, PER_PAGE)
    return await pages.render(
        request,
        "invoices/fapiao.html",
        status=422 if problems else 200,
        event=event,
        requests=shown,
        following=following,
        asked=asked,
        figures=await queries.figures(event),
        problems=problems or [],
        may_edit=may(await auth.person(request), Permission.ORDERS_EDIT, event),
        serial=batch.serial,
        words=words,
    )


def _file(stream: AsyncIterator[bytes], name: str, media_type: str) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "private, no-store",
    }
    return StreamingResponse(stream, headers=headers, media_type=media_type)


def _back(request: Request, event: Event) -> Response:
    return pages.redirect(request, FAPIAO.format(slug=event.slug))


routes: list[BaseRoute] = [
    Route(FAPIAO, index, methods=["GET"]),
    Route(FAPIAO + "/batches", take_out, methods=["POST"]),
    Route(FAPIAO + "/numbers", bring_numbers, methods=["POST"]),
    Route(FAPIAO + "/{id:int}/number", number, methods=["POST"]),
    Route(FAPIAO + "/{id:int}/reversal", reverse, methods=["POST"]),
]
