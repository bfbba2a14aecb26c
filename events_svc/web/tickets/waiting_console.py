"""The waiting list, for organisers: by which rule, who is next, who has an offer; and in the API."""

from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.tickets.waiting import errors as refusals
from events_svc.tickets.waiting.join import leave
from events_svc.tickets.waiting.models import WaitingEntry
from events_svc.tickets.waiting.offer import DEFAULT_HOURS, offer_now
from events_svc.tickets.waiting.queries import (
    Wait,
    entry_of,
    figures,
    queue,
    rule_of,
    standing,
)
from events_svc.tickets.waiting.rule import set_priority, set_rule
from events_svc.web import access, forms, pages
from events_svc.web.api import operation
from events_svc.web.state import Request
from events_svc.web.tickets.words import wait_mark

Hours = Annotated[int, Meta(ge=1, le=24 * 60)]
Priority = Annotated[int, Meta(ge=-1000, le=1000)]


class RuleForm(msgspec.Struct):
    """By which rule people wait."""

    is_open: bool = False
    is_automatic: bool = False
    hours: Hours = DEFAULT_HOURS


class PriorityForm(msgspec.Struct):
    """Who comes before whom."""

    priority: Priority = 0


class WaitingView(msgspec.Struct):
    """A person who waits, or waited."""

    id: int
    ticket_type: int
    variant: int | None
    name: str
    email: str
    priority: int
    state: Wait


class WaitingListView(msgspec.Struct):
    """Who waits, in the order in which places are offered; then who waited, the last first."""

    items: list[WaitingView]


async def index(request: Request) -> Response:
    """Figures, the rule, and everybody in their order."""
    return await _page(request, await _event(request))


async def change_rule(request: Request) -> Response:
    """People may join or not; places are offered by themselves or not."""
    event = await _event(request)
    form = await forms.read(request)
    try:
        typed = forms.typed(form, RuleForm)
    except forms.Malformed as wrong:
        return await _page(request, event, wrong)
    await set_rule(event, **msgspec.structs.asdict(typed))
    return pages.redirect(request, _base(event))


async def offer(request: Request) -> Response:
    """A place for this person now, before all others."""
    event, entry = await _entry(request)
    await offer_now(entry)
    return pages.redirect(request, _base(event))


async def put_first(request: Request) -> Response:
    """Another priority."""
    event = await _event(request)
    entry = await entry_of(event, request.path_params["id"])
    await set_priority(entry, (await forms.parse(request, PriorityForm)).priority)
    return pages.redirect(request, _base(event))


async def remove(request: Request) -> Response:
    """This person waits no longer; a held place goes to the next."""
    event, entry = await _entry(request)
    await leave(entry)
    return pages.redirect(request, _base(event))


async def listed(request: Request) -> WaitingListView:
    """List who waits, in the order in which places are offered."""
    event = await access.editable_event(request, Permission.ORDERS_VIEW)
    return WaitingListView([_view(one) for one in await queue(event)])


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.ORDERS_EDIT)


async def _entry(request: Request) -> tuple[Event, WaitingEntry]:
    event = await _event(request)
    entry = await entry_of(event, request.path_params["id"])
    await forms.read(request)
    return event, entry


async def _page(request: Request, event: Event, wrong: forms.Malformed | None = None) -> Response:
    rule = await rule_of(event)
    standing_rule = {"is_automatic": True, "hours": DEFAULT_HOURS}
    if rule is not None:
        names = ("is_open", "is_automatic", "hours")
        standing_rule = {name: getattr(rule, name) for name in names}
    entries = await queue(event)
    return await pages.render(
        request,
        "tickets/waiting/console.html",
        status=422 if wrong else 200,
        event=event,
        rule=rule,
        values=wrong.values if wrong else standing_rule,
        errors=wrong.errors if wrong else {},
        figures=await figures(event),
        entries=[(one, standing(one, one.voucher)) for one in entries],
        mark=wait_mark,
    )


def _view(entry: WaitingEntry) -> WaitingView:
    return WaitingView(
        entry.id,
        entry.ticket_type_id,
        entry.variant_id,
        entry.name,
        entry.email,
        entry.priority,
        standing(entry, entry.voucher),
    )


def _base(event: Event) -> str:
    return f"/organiser/events/{event.slug}/waiting"


WAITING = "/organiser/events/{slug}/waiting"
ONE = WAITING + "/{id:int}"

routes: list[BaseRoute] = [
    Route(WAITING, index, methods=["GET"]),
    Route(WAITING, change_rule, methods=["POST"]),
    Route(ONE + "/offer", offer, methods=["POST"]),
    Route(ONE + "/priority", put_first, methods=["POST"]),
    Route(ONE + "/removal", remove, methods=["POST"]),
    operation("GET", "/events/{slug}/waiting", listed, name="waiting_list", answer=WaitingListView),
]

errors: dict[type[Exception], int] = {
    refusals.NobodyWaits: 404,
    refusals.PlacesLeft: 409,
    refusals.NothingToOffer: 409,
    refusals.WaitOver: 409,
}
