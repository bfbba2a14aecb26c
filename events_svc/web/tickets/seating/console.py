"""The seats of an event in the console: who sits where, what is kept back, which types sit in which category."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec
from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.tickets.access import ticket_numbered
from events_svc.tickets.errors import NotReserved
from events_svc.tickets.offered import types_of
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.seating import setup
from events_svc.tickets.seating.change import change_seat
from events_svc.tickets.seating.errors import NotSeated
from events_svc.tickets.seating.plans import plan_behind, usable_plans
from events_svc.tickets.seating.queries import Sitter, sitters, unseated
from events_svc.tickets.seating.sights import Sight, sights
from events_svc.web import access, auth, errors, forms, pages
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets.seating.choosing import picked_seats
from events_svc.web.tickets.seating.words import row_words, seat_words
from venues.seat_models import SeatMap

BASE = "/organiser/events/{slug}/seats"


class MoveForm(msgspec.Struct):
    """Whose ticket gets another seat."""

    number: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


async def show(request: Request) -> Response:
    """The plans of the event with everybody who sits there; the plans that it could use."""
    return await _page(request, await _event(request))


async def use(request: Request) -> Response:
    """The event sells this plan: all its types sit everywhere, until somebody says otherwise."""
    event = await _event(request)
    form = await forms.read(request)
    wanted = str(form.get("plan") or "")
    seat_map = await _plan(request, int(wanted) if wanted.isdecimal() and len(wanted) < 18 else 0)
    kinds = await _kinds(event)
    every = [one.id for one in kinds if one.is_admission]
    await setup.use(event, seat_map, {str(one["key"]): every for one in seat_map.categories})
    return pages.redirect(request, _home(event))


async def assign(request: Request) -> Response:
    """These types sit in these categories."""
    event = await _event(request)
    form = await forms.read(request)
    seat_map = await _plan(request, request.path_params["id"])
    keys = [str(one["key"]) for one in seat_map.categories]
    await setup.use(event, seat_map, {key: _ids(form, f"types_{key}") for key in keys})
    return pages.redirect(request, _home(event))


async def withdraw(request: Request) -> Response:
    """The event does not sell this plan any more."""
    event = await _event(request)
    await forms.read(request)
    await setup.withdraw(event, request.path_params["id"])
    return pages.redirect(request, _home(event))


async def keep(request: Request) -> Response:
    """The ticked seats are kept back, or free again."""
    event = await _event(request)
    form = await forms.read(request)
    picked = picked_seats(form)
    try:
        if form.get("act") == "free":
            await setup.unblock(event, picked)
        else:
            blocked = {one for one, who in (await sitters(event)).items() if who.kind == "block"}
            await setup.block(event, [one for one in picked if one not in blocked])
    except NotReserved as refusal:
        return await _page(request, event, wrong=errors.words(refusal), status=409)
    return pages.redirect(request, _home(event))


async def move(request: Request) -> Response:
    """The holder of the ticket with this number sits on the ticked seat."""
    event = await _event(request)
    form = await forms.read(request)
    try:
        wish = forms.typed(form, MoveForm)
        ticket = await ticket_numbered(event, wish.number)
        picked = picked_seats(form)
        if len(picked) != 1:
            return await _page(request, event, wrong=gettext("Please choose a seat."), status=422)
        await change_seat(ticket, picked[0])
    except (NotReserved, NotSeated) as refusal:
        return await _page(request, event, wrong=errors.words(refusal), status=409)
    return pages.redirect(request, _home(event))


async def seat_the_rest(request: Request) -> Response:
    """Everybody who has no seat yet gets the best one."""
    event = await _event(request)
    await forms.read(request)
    try:
        await setup.seat_the_rest(event)
    except NotReserved as refusal:
        return await _page(request, event, wrong=errors.words(refusal), status=409)
    return pages.redirect(request, _home(event))


async def _page(request: Request, event: Event, *, wrong: str = "", status: int = 200) -> Response:
    kinds = await _kinds(event)
    sitting = await sitters(event)
    blocked = [one for one, who in sitting.items() if who.kind == "block"]
    found = await sights(event, kinds, mine=blocked)
    used = {one.plan.map_id for one in found}
    plans = await usable_plans(await auth.signed_in(request), Permission.EVENT_VIEW)
    return await pages.render(
        request,
        "tickets/seating/console.html",
        status=status,
        event=event,
        kinds=kinds,
        sights=found,
        sitting=sitting,
        names=_names(sitting),
        figures=_figures(found, sitting),
        waiting=await unseated(event),
        plans=[one for one in plans if one.id not in used],
        row_words=row_words,
        seat_words=seat_words,
        wrong=wrong,
    )


def _figures(found: Sequence[Sight], sitting: Mapping[int, Sitter]) -> Counter[str]:
    figures: Counter[str] = Counter(who.kind for who in sitting.values())
    for sight in found:
        offered = [one.id for one in sight.plan.spots if sight.is_offered(one)]
        figures["seats"] += len(offered)
        figures["free"] += sum(one not in sitting for one in offered)
    return figures


def _names(sitting: Mapping[int, Sitter]) -> dict[int, str]:
    return {one: who.holder for one, who in sitting.items() if who.holder}


def _ids(form: FormData, name: str) -> list[int]:
    sent = [str(one) for one in form.getlist(name)]
    return [int(one) for one in sent if one.isdecimal() and len(one) < 18]


async def _plan(request: Request, map_id: int) -> SeatMap:
    person = await auth.signed_in(request)
    return await plan_behind(person, map_id, Permission.EVENT_VIEW)


async def _kinds(event: Event) -> list[TicketType]:
    return await types_of(event)


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.TICKETS_EDIT)


def _home(event: Event) -> str:
    return f"/organiser/events/{event.slug}/seats"


routes: list[BaseRoute] = [
    Route(BASE, show, name="seats"),
    Route(BASE, use, methods=["POST"], name="seats_use"),
    Route(BASE + "/keeping", keep, methods=["POST"], name="seats_keep"),
    Route(BASE + "/moves", move, methods=["POST"], name="seats_move"),
    Route(BASE + "/rest", seat_the_rest, methods=["POST"], name="seats_rest"),
    Route(BASE + "/{id:int}/types", assign, methods=["POST"], name="seats_types"),
    Route(BASE + "/{id:int}/removal", withdraw, methods=["POST"], name="seats_withdraw"),
]
