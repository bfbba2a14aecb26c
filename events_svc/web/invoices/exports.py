"""Rows for accountants: `/organiser/events/{slug}/accounting/{table}.{form}`, streamed; each is logged."""

from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.feeds import table_stream
from events_svc.invoices import ledger
from events_svc.web import access
from events_svc.web.state import Request

TABLES = {
    "movements": (ledger.MOVEMENTS, ledger.movements),
    "invoices": (ledger.INVOICES, ledger.invoiced),
    "taxes": (ledger.TAXES, ledger.taxed),
}


async def table(request: Request) -> Response:
    """One table of the event's books as CSV or xlsx, row by row."""
    event = await access.editable_event(request, Permission.ORDERS_VIEW)
    name, form = request.path_params["table"], request.path_params["form"]
    if name not in TABLES or form not in {"csv", "xlsx"}:
        raise NotFound
    return await streamed(event, name, form)


async def streamed(event: Event, name: str, form: str) -> Response:
    """The table of the event's books; that it was taken is logged."""
    head, rows = TABLES[name]
    await audit.record("export.taken", f"event:{event.id}", event_id=event.id, table=name)
    if form == "csv":
        stream, media_type = table_stream.csv_stream(head, rows(event)), table_stream.CSV
    else:
        sheets = [(name, head, rows(event))]
        stream, media_type = table_stream.xlsx_stream(sheets), table_stream.XLSX
    headers = {
        "content-disposition": f'attachment; filename="{name}-{event.slug}.{form}"',
        "cache-control": "private, no-store",
    }
    return StreamingResponse(stream, headers=headers, media_type=media_type)


routes: list[BaseRoute] = [
    Route("/organiser/events/{slug}/accounting/{table}.{form}", table, methods=["GET"])
]
