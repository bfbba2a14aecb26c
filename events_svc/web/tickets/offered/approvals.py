"""Orders that wait for an approval: the organiser approves or declines them."""

from typing import Annotated

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.tickets import approve as approvals
from events_svc.tickets.access import order_of
from events_svc.tickets.models import Order
from events_svc.web import access, forms, pages
from events_svc.web.state import Request

ORDER = "/organiser/events/{slug}/orders/{code}"


class Refusal(msgspec.Struct):
    """Why an order is declined; its buyer reads it."""

    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


async def approve(request: Request) -> Response:
    """The order may be paid, or is valid when it is free."""
    order = await _order(request)
    await forms.read(request)
    await approvals.approve(order)
    return _back(request)


async def decline(request: Request) -> Response:
    """The order is cancelled, and its buyer told so."""
    order = await _order(request)
    form = await forms.parse(request, Refusal)
    await approvals.decline(order, reason=form.reason)
    return _back(request)


async def _order(request: Request) -> Order:
    event = await access.editable_event(request, Permission.ORDERS_EDIT)
    return await order_of(event, request.path_params["code"])


def _back(request: Request) -> Response:
    return pages.redirect(request, ORDER.format(**request.path_params))


routes: list[BaseRoute] = [
    Route(ORDER + "/approval", approve, methods=["POST"]),
    Route(ORDER + "/approval/refusal", decline, methods=["POST"]),
]
