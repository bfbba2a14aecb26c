"""The organiser's page of the door: gates, lists, phones, live numbers, last scans."""

from typing import Annotated, Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.checkin import gates, lists, pair, queries
from events_svc.checkin.errors import RulesMalformed
from events_svc.checkin.looks import LOOKS
from events_svc.checkin.models import Device, Gate
from events_svc.documents import qr
from events_svc.events.models import Event
from events_svc.text import in_language
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.questions.queries import asks_anything
from events_svc.web import forms, i18n, live, pages
from events_svc.web.access import editable_event
from events_svc.web.checkin import words
from events_svc.web.checkin.api import pairing_url
from events_svc.web.errors import words as words_of
from events_svc.web.fields import Id, Lines
from events_svc.web.state import Request


class GateForm(msgspec.Struct):
    name: Lines
    checkin_list_id: Id | None = None


class ListForm(msgspec.Struct):
    list_name: Lines
    ticket_types: list[Id] = []
    rules: Annotated[str, msgspec.Meta(max_length=10_000)] = ""
    allow_unpaid: bool = False
    multi_entry: bool = False
    entry_after_exit: bool = False


async def show(request: Request) -> Response:
    """Everything about the door of the event."""
    return await _page(request, await editable_event(request, Permission.DOOR_VIEW))


async def numbers(request: Request) -> Response:
    """The figures, gates and last scans, again whenever somebody was scanned."""
    event = await editable_event(request, Permission.DOOR_VIEW)

    async def snapshot() -> str:
        rendered = await pages.render(request, "checkin/_live.html", **await _live(event))
        return bytes(rendered.body).decode()

    return live.events(f"scans:{event.id}", snapshot)


async def open_gate(request: Request) -> Response:
    """A new gate."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    try:
        form = await forms.parse(request, GateForm)
    except forms.Malformed as wrong:
        return await _page(request, event, wrong)
    await gates.open_gate(event, name=form.name, list_id=form.checkin_list_id)
    return pages.redirect(request, _door(event))


async def make_list(request: Request) -> Response:
    """A new check-in list."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    try:
        await lists.make_list(event, _terms(await forms.parse(request, ListForm)))
    except forms.Malformed as wrong:
        return await _page(request, event, wrong)
    except RulesMalformed as wrong:  # said beside the rules
        typed = forms.Malformed({"rules": words_of(wrong)}, dict(await request.form()))
        return await _page(request, event, typed)
    return pages.redirect(request, _door(event))


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


async def close_gate(request: Request) -> Response:
    """Scanning stops at this gate."""
    event, gate = await _gate(request)
    await forms.read(request)
    await gates.close_gate(gate)
    return pages.redirect(request, _door(event))


async def reopen_gate(request: Request) -> Response:
    """Scanning goes on at this gate."""
    event, gate = await _gate(request)
    await forms.read(request)
    await gates.reopen_gate(gate)
    return pages.redirect(request, _door(event))


async def revoke(request: Request) -> Response:
    """A phone scans no more."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    device = await Device.get_or_none(id=request.path_params["id"], gate__event_id=event.id)
    if device is None:
        raise NotFound
    await forms.read(request)
    await pair.revoke(device, event_id=event.id)
    return pages.redirect(request, _door(event))


async def _page(request: Request, event: Event, wrong: forms.Malformed | None = None) -> Response:
    made = await queries.lists(event)
    types = await TicketType.filter(event_id=event.id).order_by("position", "id")
    return await pages.render(
        request,
        "checkin/door.html",
        status=422 if wrong else 200,
        lists=made,
        list_options=[(one.id, in_language(one.name, i18n.language.get())) for one, _ in made],
        types=types,
        values=wrong.values if wrong else {},
        errors=wrong.errors if wrong else {},
        **await _live(event),
    )


async def _live(event: Event) -> dict[str, Any]:
    return {
        "event": event,
        "arrivals": await queries.arrivals(event),
        "gates": await queries.gates(event),
        "scans": await queries.last_scans(event),
        "looks": LOOKS,
        "reason_word": words.of_reason,
        "asks": await asks_anything(event.id),
    }


async def _gate(request: Request) -> tuple[Event, Gate]:
    event = await editable_event(request, Permission.DOOR_EDIT)
    gate = await Gate.get_or_none(id=request.path_params["id"], event_id=event.id)
    if gate is None:
        raise NotFound
    return event, gate


def _terms(form: ListForm) -> lists.ListTerms:
    return lists.ListTerms(
        name=form.list_name,
        ticket_types=form.ticket_types,
        rules=_rules(form.rules or "{}"),
        allow_unpaid=form.allow_unpaid,
        multi_entry=form.multi_entry,
        entry_after_exit=form.entry_after_exit,
    )


def _door(event: Event) -> str:
    return f"/organiser/events/{event.slug}/door"


DOOR = "/organiser/events/{slug}/door"
GATE = DOOR + "/gates/{id:int}"

routes: list[BaseRoute] = [
    Route(DOOR, show, name="door"),
    Route(f"{DOOR}/live", numbers, name="door_live"),
    Route(f"{DOOR}/gates", open_gate, methods=["POST"], name="door_open_gate"),
    Route(f"{DOOR}/lists", make_list, methods=["POST"], name="door_make_list"),
    Route(f"{GATE}/pairings", make_pairing, methods=["POST"], name="door_pairing"),
    Route(f"{GATE}/closing", close_gate, methods=["POST"], name="door_close_gate"),
    Route(f"{GATE}/opening", reopen_gate, methods=["POST"], name="door_reopen_gate"),
    Route(
        DOOR + "/devices/{id:int}/revocation", revoke, methods=["POST"], name="door_revoke_device"
    ),
]


def _rules(words: str) -> dict[str, Any]:
    if "\\u0000" in words:  # no database keeps it
        raise RulesMalformed("U+0000")
    try:
        return msgspec.json.decode(words, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise RulesMalformed("JSON") from error
