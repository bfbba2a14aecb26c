"""What an event has as tables, in the API: streamed, and each one taken is logged."""

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.feeds import table_stream
from events_svc.invoices import ledger
from events_svc.web import access, i18n
from events_svc.web.api import operation
from events_svc.web.people import exports
from events_svc.web.state import Request
from events_svc.web.table_files import table_file

FORMS = ["csv", "xlsx"]


class ExportTable(msgspec.Struct):
    """A table that can be taken; `states` are those to which it can be held."""

    name: str
    states: list[str]
    forms: list[str]


class ExportTables(msgspec.Struct):
    """All tables of an event."""

    items: list[ExportTable]


class ExportState(msgspec.Struct):
    """Which rows: those of orders or tickets in this state; none named: all."""

    state: str = ""


async def index(request: Request) -> ExportTables:
    """List the tables that can be taken."""
    await access.editable_event(request, Permission.ORDERS_VIEW)
    people = [ExportTable(name, sorted(exports.STATES[name]), FORMS) for name in exports.TABLES]
    return ExportTables(people + [ExportTable(name, [], FORMS) for name in ledger.TABLES])


async def table(request: Request, asked: ExportState) -> Response:
    """Take a table as CSV or as a workbook; it is streamed, and logged. It has whole phone numbers."""
    event = await access.editable_event(request, Permission.ORDERS_EDIT)
    name, form = request.path_params["table"], request.path_params["form"]
    if name in ledger.TABLES and form in FORMS and not asked.state:
        await audit.record("export.taken", f"event:{event.id}", event_id=event.id, table=name)
        head, rows = ledger.TABLES[name]
        return table_file(event, (name, form), head, rows(event), title=name)
    if name not in exports.TABLES or form not in FORMS:
        raise NotFound
    if asked.state not in {"", *exports.STATES[name]}:
        raise NotFound
    return await exports.streamed(event, (name, form), asked.state, i18n.language.get())


BASE = "/events/{slug}/exports"

routes: list[BaseRoute] = [
    operation("GET", BASE, index, name="exports", answer=ExportTables),
    operation(
        "GET",
        BASE + "/{table}/{form}",
        table,
        name="take_export",
        query=ExportState,
        files=[table_stream.CSV, table_stream.XLSX],
    ),
]
