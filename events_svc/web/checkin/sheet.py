"""One sheet of paper with a pairing code for every phone at every gate, for the quarter of an hour before."""

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc import clock
from events_svc.accounts.permissions import Permission
from events_svc.checkin import pair, queries
from events_svc.checkin.models import Gate
from events_svc.documents import qr
from events_svc.events.models import Event
from events_svc.text import in_language
from events_svc.web import forms, i18n, pages
from events_svc.web.access import editable_event
from events_svc.web.checkin.api import pairing_url
from events_svc.web.state import Request

MOST = 6  # phones at one gate
CHOICES = range(MOST + 1)


async def ask(request: Request) -> Response:
    """How many phones there will be at each gate."""
    return await _page(request, await editable_event(request, Permission.DOOR_EDIT))


async def make(request: Request) -> Response:
    """The codes, shown once: only their hashes are kept."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    wanted = _wanted(await forms.read(request), await queries.open_gates(event.id))
    if not any(wanted.values()):
        wrong = {"phones": i18n.gettext("Choose at least one phone.")}
        return await _page(request, event, forms.Malformed(wrong))
    expires_at = clock.now() + pair.VALID_FOR
    made = await pair.invite_all(wanted)
    return await pages.render(
        request,
        "checkin/sheet_codes.html",
        status=201,
        headers={"referrer-policy": "no-referrer"},
        event=event,
        cards=[_card(request, gate, secret) for gate, secret in made],
        expires_at=expires_at,
    )


def _wanted(form: Any, gates: list[Gate]) -> dict[Gate, int]:
    """How many phones are wanted at each gate; what is no such number is none."""
    typed = {gate: str(form.get(f"phones_{gate.id}", "")) for gate in gates}
    return {gate: int(word) for gate, word in typed.items() if word in map(str, CHOICES)}


def _card(request: Request, gate: Gate, secret: str) -> dict[str, Any]:
    name = in_language(gate.name, i18n.language.get())
    title = i18n.gettext("Pairing code of {gate}").format(gate=name)
    return {"gate": gate, "code": qr.svg(pairing_url(request, secret), title=title)}


async def _page(request: Request, event: Event, wrong: forms.Malformed | None = None) -> Response:
    return await pages.render(
        request,
        "checkin/sheet.html",
        status=422 if wrong else 200,
        event=event,
        gates=await queries.open_gates(event.id),
        choices=CHOICES,
        errors=wrong.errors if wrong else {},
    )


SHEET = "/organiser/events/{slug}/door/sheet"

routes: list[BaseRoute] = [
    Route(SHEET, ask, name="door_sheet"),
    Route(SHEET, make, methods=["POST"], name="door_sheet_codes"),
]
