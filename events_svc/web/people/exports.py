"""What an event has as tables: `/organiser/events/{slug}/exports`, streamed; each one taken is logged."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import AuditEntry
from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.people import tables
from events_svc.tickets.models import OrderState, TicketState
from events_svc.tickets.questions.models import TicketQuestion
from events_svc.web import access, i18n, pages
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.table_files import table_file

LOGGED = 20
TABLES = {"orders": tables.orders, "attendees": tables.attendees, "answers": tables.answers}
STATES: dict[str, frozenset[str]] = {
    "orders": frozenset(OrderState),
    "attendees": frozenset(TicketState),
    "answers": frozenset(TicketState),
}
TAKEN = ("export.taken", "ticket_answers.exported")


async def index(request: Request) -> Response:
    """What can be taken, and who took what of late."""
    event = await access.editable_event(request, Permission.ORDERS_VIEW)
    taken = AuditEntry.filter(event_id=event.id, action__in=TAKEN).order_by("-id").limit(LOGGED)
    return await pages.render(
        request,
        "people/exports.html",
        event=event,
        order_states=_order_states(),
        ticket_states=_ticket_states(),
        asks=await TicketQuestion.exists(event_id=event.id),
        names=_names(),
        taken=await taken,
    )


async def table(request: Request) -> Response:
    """One table as CSV or as a workbook, row by row, all states or one."""
    event = await access.editable_event(request, Permission.ORDERS_VIEW)
    name, form = request.path_params["table"], request.path_params["form"]
    state = request.query_params.get("state", "")
    if name not in TABLES or form not in {"csv", "xlsx"} or state not in {"", *STATES[name]}:
        raise NotFound
    return await streamed(event, (name, form), state, i18n.language.get())


async def streamed(event: Event, wanted: tuple[str, str], state: str, language: str) -> Response:
    """The table (its name and form) of the event; that it was taken is logged."""
    name, form = wanted
    await audit.record(
        "export.taken", f"event:{event.id}", event_id=event.id, table=name, form=form, state=state
    )
    made = await TABLES[name](event, state, language)
    return table_file(event, wanted, made.head, made.rows, title=_names()[name])


def _names() -> dict[str, str]:
    return {
        "orders": gettext("Orders"),
        "attendees": gettext("Attendees"),
        "answers": gettext("Answers"),
        "movements": gettext("Money that moved"),
        "invoices": gettext("Invoices by rate of tax"),
        "taxes": gettext("Tickets with their tax"),
    }


def _order_states() -> list[tuple[str, str]]:
    return [
        ("", gettext("All states")),
        ("paid", gettext("Paid")),
        ("pending", gettext("Awaiting payment")),
        ("awaiting_approval", gettext("Awaiting approval")),
        ("expired", gettext("Expired")),
        ("cancelled", gettext("Cancelled")),
        ("partly_refunded", gettext("Partly refunded")),
        ("refunded", gettext("Refunded")),
    ]


def _ticket_states() -> list[tuple[str, str]]:
    return [
        ("", gettext("All states")),
        ("valid", gettext("Valid")),
        ("held", gettext("Held")),
        ("cancelled", gettext("Cancelled")),
        ("blocked", gettext("Blocked")),
    ]


BASE = "/organiser/events/{slug}/exports"

routes: list[BaseRoute] = [
    Route(BASE, index, methods=["GET"]),
    Route(BASE + "/{table}.{form}", table, methods=["GET"]),
]
