"""The organiser's automatic discounts."""

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.tickets.offered import types_of
from events_svc.tickets.vouchers.discounts import add_discount, change_discount
from events_svc.tickets.vouchers.models import Discount
from events_svc.tickets.vouchers.queries import discount_of, discounts_of
from events_svc.web import access, forms, pages
from events_svc.web.state import Request
from events_svc.web.tickets import wish
from events_svc.web.tickets.offered.forms import DiscountForm, discount_facts, discount_values

DISCOUNTS = "/organiser/events/{slug}/discounts"


async def index(request: Request) -> Response:
    """The discounts in their order, and the form of one more."""
    return await _index(request, await _event(request))


async def make(request: Request) -> Response:
    """One more discount."""
    event = await _event(request)
    form = await forms.read(request)
    try:
        facts = discount_facts(forms.typed(form, DiscountForm), event)
    except forms.Malformed as error:
        return await _index(request, event, wish.typed(form), error.errors)
    await add_discount(event, facts)
    return pages.redirect(request, f"/organiser/events/{event.slug}/discounts")


async def edit(request: Request) -> Response:
    """The form of a discount."""
    event = await _event(request)
    discount = await discount_of(event, request.path_params["id"])
    return await _edit(request, event, discount, discount_values(discount, event))


async def save(request: Request) -> Response:
    """Change a discount."""
    event = await _event(request)
    discount = await discount_of(event, request.path_params["id"])
    form = await forms.read(request)
    try:
        facts = discount_facts(forms.typed(form, DiscountForm), event)
    except forms.Malformed as error:
        return await _edit(request, event, discount, wish.typed(form), error.errors)
    await change_discount(discount, facts)
    return pages.redirect(request, f"/organiser/events/{event.slug}/discounts")


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.TICKETS_EDIT)


async def _index(
    request: Request,
    event: Event,
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    return await _page(
        request,
        "tickets/offered/discounts.html",
        event,
        discounts=await discounts_of(event),
        values=values or {"min_count": 1, "per_count": 1, "reduced_count": 1},
        errors=errors or {},
    )


async def _edit(
    request: Request,
    event: Event,
    discount: Discount,
    values: dict[str, Any],
    errors: dict[str, str] | None = None,
) -> Response:
    return await _page(
        request,
        "tickets/offered/discount.html",
        event,
        discount=discount,
        values=values,
        errors=errors or {},
    )


async def _page(request: Request, template: str, event: Event, **context: Any) -> Response:
    return await pages.render(
        request,
        template,
        status=422 if context["errors"] else 200,
        event=event,
        types=await types_of(event),
        **context,
    )


routes: list[BaseRoute] = [
    Route(DISCOUNTS, index, methods=["GET"]),
    Route(DISCOUNTS, make, methods=["POST"]),
    Route(DISCOUNTS + "/{id:int}", edit, methods=["GET"]),
    Route(DISCOUNTS + "/{id:int}", save, methods=["POST"]),
]
