"""`/organiser/events/{slug}/invoices`: the event's invoices, and what its buyers get."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.access import may
from events_svc.invoices import queries
from events_svc.invoices import seller as sellers
from events_svc.invoices.issue import cancel, issue
from events_svc.tickets.access import order_of
from events_svc.tickets.order_code import spelled
from events_svc.web import access, auth, forms, pages, paging
from events_svc.web.invoices import printed, words
from events_svc.web.invoices.fields import CodeForm, RuleForm
from events_svc.web.state import Request

INVOICES = "/organiser/events/{slug}/invoices"
PER_PAGE = 50


async def index(request: Request) -> Response:
    """Figures, the rule, and the invoices, newest first."""
    event = await access.editable_event(request, Permission.ORDERS_VIEW)
    before = paging.number(request.query_params.get("before", ""))
    found = await queries.listed(event, before_id=before, limit=PER_PAGE)
    shown, following = paging.cut(found, PER_PAGE)
    rule = await sellers.rule_of(event.id)
    return await pages.render(
        request,
        "invoices/index.html",
        event=event,
        invoices=shown,
        following=following,
        figures=await queries.figures(event),
        seller=await sellers.used_by(event.organisation),
        rule=rule,
        values={"when": rule.when.value, "offers_fapiao": rule.offers_fapiao},
        whens=words.whens(),
        may_edit=may(await auth.person(request), Permission.ORDERS_EDIT, event),
        words=words,
    )


async def rule(request: Request) -> Response:
    """Say what the event's buyers get."""
    event = await access.editable_event(request, Permission.ORDERS_EDIT)
    form = await forms.parse(request, RuleForm)
    await sellers.set_rule(event, when=form.when, offers_fapiao=form.offers_fapiao)
    return pages.redirect(request, INVOICES.format(slug=event.slug))


async def write(request: Request) -> Response:
    """Issue the invoice of one order."""
    event = await access.editable_event(request, Permission.ORDERS_EDIT)
    form = await forms.parse(request, CodeForm)
    await issue(await order_of(event, spelled(form.code)))
    return pages.redirect(request, INVOICES.format(slug=event.slug))


async def take_back(request: Request) -> Response:
    """Take an invoice back by a credit note."""
    event = await access.editable_event(request, Permission.ORDERS_EDIT)
    await forms.read(request)
    await cancel(await queries.invoice_of(request.path_params["id"], event=event))
    return pages.redirect(request, INVOICES.format(slug=event.slug))


async def pdf(request: Request) -> Response:
    """An invoice as a PDF."""
    event = await access.editable_event(request, Permission.ORDERS_VIEW)
    return await printed.answer(await queries.invoice_of(request.path_params["id"], event=event))


routes: list[BaseRoute] = [
    Route(INVOICES, index, methods=["GET"]),
    Route(INVOICES + "/rule", rule, methods=["POST"]),
    Route(INVOICES + "/{id:int}.pdf", pdf, methods=["GET"]),
    Route(INVOICES + "/{id:int}/credit-note", take_back, methods=["POST"]),
    Route(INVOICES, write, methods=["POST"]),
]
