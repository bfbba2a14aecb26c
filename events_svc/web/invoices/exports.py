"""Rows for accountants: `/organiser/events/{slug}/accounting/{table}.{form}`, streamed; each is logged."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.invoices import ledger
from events_svc.web import access
from events_svc.web.state import Request
from events_svc.web.table_files import table_file


async def table(request: Request) -> Response:
    """One table of the event's books as CSV or xlsx, row by row."""
    event = await access.editable_event(request, Permission.ORDERS_VIEW)
    name, form = request.path_params["table"], request.path_params["form"]
    if name not in ledger.TABLES or form not in {"csv", "xlsx"}:
        raise NotFound
    head, rows = ledger.TABLES[name]
    await audit.record("export.taken", f"event:{event.id}", event_id=event.id, table=name)
    return table_file(event, (name, form), head, rows(event), title=name)


routes: list[BaseRoute] = [
    Route("/organiser/events/{slug}/accounting/{table}.{form}", table, methods=["GET"])
]
