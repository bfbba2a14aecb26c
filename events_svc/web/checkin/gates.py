"""The organiser's gates: open, close, pair phones with them, revoke a phone."""

from collections.abc import Awaitable, Callable

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.checkin import gates, pair, queries
from events_svc.checkin.access import device_of, gate_of
from events_svc.checkin.models import Gate
from events_svc.documents import qr
from events_svc.events.models import Event
from events_svc.text import in_language
from events_svc.web import forms, i18n, pages
from events_svc.web.access import editable_event
from events_svc.web.checkin.api import pairing_url
from events_svc.web.fields import Id, Lines
from events_svc.web.state import Request


class GateForm(msgspec.Struct):
    name: Lines
    checkin_list_id: Id | None = None


async def show(request: Request) -> Response:
    """The gates of the event with their phones."""
    return await _page(request, await editable_event(request, Permission.DOOR_VIEW))


async def open_gate(request: Request) -> Response:
    """A new gate."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    try:
        form = await forms.parse(request, GateForm)
    except forms.Malformed as wrong:
        return await _page(request, event, wrong)
    await gates.open_gate(event, name=form.name, list_id=form.checkin_list_id)
    return pages.redirect(request, _home(event))


async def make_pairing(request: Request) -> Response:
    """A code to point a phone at; shown once, because only its hash is kept."""
    event, gate = await _gate(request)
    await forms.read(request)
    url = pairing_url(request, await pair.invite(gate))
    return await pages.render(
        request,
        "checkin/pairing.html",
        status=201,
        headers={"referrer-policy": "no-referrer"},
        event=event,
        gate=gate,
        url=url,
        code=qr.svg(url, title=i18n.gettext("Pairing code")),
    )


def _done(verb: Callable[[Gate], Awaitable[None]]) -> Callable[[Request], Awaitable[Response]]:
    """What the gate's own button does, then its page again."""

    async def act(request: Request) -> Response:
        event, gate = await _gate(request)
        await forms.read(request)
        await verb(gate)
        return pages.redirect(request, _home(event))

    act.__name__ = verb.__name__  # by which logs and metrics call it
    return act


async def revoke(request: Request) -> Response:
    """A phone scans no more."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    device = await device_of(event, request.path_params["id"])
    await forms.read(request)
    await pair.revoke(device, event_id=event.id)
    return pages.redirect(request, _home(event))


async def _page(request: Request, event: Event, wrong: forms.Malformed | None = None) -> Response:
    made = await queries.lists(event)
    return await pages.render(
        request,
        "checkin/gates.html",
        status=422 if wrong else 200,
        lists=made,
        list_options=[
            (one.id, in_language(one.name, i18n.language.get()))
            for one, _ in made
            if one.removed_at is None
        ],
        values=wrong.values if wrong else {},
        errors=wrong.errors if wrong else {},
        event=event,
        gates=await queries.gates(event),
    )


async def _gate(request: Request) -> tuple[Event, Gate]:
    event = await editable_event(request, Permission.DOOR_EDIT)
    return event, await gate_of(event, request.path_params["id"])


def _home(event: Event) -> str:
    return f"/organiser/events/{event.slug}/door/gates"


DOOR = "/organiser/events/{slug}/door"
GATE = DOOR + "/gates/{id:int}"

routes: list[BaseRoute] = [
    Route(f"{DOOR}/gates", show, methods=["GET"], name="door_gates"),
    Route(f"{DOOR}/gates", open_gate, methods=["POST"], name="door_open_gate"),
    Route(f"{GATE}/pairings", make_pairing, methods=["POST"], name="door_pairing"),
    Route(f"{GATE}/closing", _done(gates.close_gate), methods=["POST"], name="door_close_gate"),
    Route(f"{GATE}/opening", _done(gates.reopen_gate), methods=["POST"], name="door_reopen_gate"),
    Route(f"{GATE}/desk", _done(gates.set_desk), methods=["POST"], name="door_make_desk"),
    Route(f"{GATE}/desk/closing", _done(gates.clear_desk), methods=["POST"], name="door_end_desk"),
    Route(
        DOOR + "/devices/{id:int}/revocation", revoke, methods=["POST"], name="door_revoke_device"
    ),
]
