"""Gates and check-in lists over the API."""

from datetime import datetime

import msgspec
from starlette.routing import BaseRoute

from events_svc import clock
from events_svc.accounts.permissions import Permission
from events_svc.checkin import gates as opening
from events_svc.checkin import pair, queries
from events_svc.checkin.models import Gate
from events_svc.web.access import editable_event
from events_svc.web.api import operation
from events_svc.web.checkin import devices
from events_svc.web.fields import Id, Name
from events_svc.web.state import Request


class GateDraft(msgspec.Struct):
    """A gate; without a list it checks the event's first, or a new one for all tickets."""

    name: Name
    checkin_list_id: Id | None = None


class GateView(msgspec.Struct):
    id: int
    name: dict[str, str]
    checkin_list_id: int
    is_active: bool
    admitted: int
    refused: int
    asked: int
    devices: int


class GateViews(msgspec.Struct):
    """All gates of an event: a house has few doors."""

    items: list[GateView]
    arrived: int
    expected: int


class PairingView(msgspec.Struct):
    """A link that pairs one phone with the gate, once."""

    url: str
    expires_at: datetime


async def gates(request: Request) -> GateViews:
    """The event's gates with their figures."""
    event = await editable_event(request, Permission.DOOR_VIEW)
    numbers = await queries.arrivals(event)
    return GateViews(
        [_gate(figures) for figures in await queries.gates(event)],
        arrived=numbers.arrived,
        expected=numbers.expected,
    )


async def make_gate(request: Request, body: GateDraft) -> GateView:
    """Open a gate."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    gate = await opening.open_gate(event, name=body.name, list_id=body.checkin_list_id)
    return _gate(queries.GateFigures(gate, admitted=0, refused=0, asked=0, devices=[]))


async def make_pairing(request: Request) -> PairingView:
    """A one-time link of ten minutes that makes a phone a device of the gate."""
    gate_id: int = request.path_params["gate_id"]
    gate = await devices.permitted_gate(request, gate_id, Permission.DOOR_EDIT)
    expires_at = clock.now() + pair.VALID_FOR
    return PairingView(pairing_url(request, await pair.invite(gate)), expires_at)


def pairing_url(request: Request, secret: str) -> str:
    """The link behind the pairing code."""
    return f"{request.state['settings'].public_url}/gate/pair/{secret}"


def _gate(figures: queries.GateFigures) -> GateView:
    gate: Gate = figures.gate
    return GateView(
        id=gate.id,
        name=gate.name,
        checkin_list_id=gate.checkin_list_id,
        is_active=gate.is_active,
        admitted=figures.admitted,
        refused=figures.refused,
        asked=figures.asked,
        devices=len(figures.devices),
    )


GATES = "/events/{slug}/gates"

routes: list[BaseRoute] = [
    operation("GET", GATES, gates, name="gates", answer=GateViews),
    operation(
        "POST", GATES, make_gate, name="make_gate", body=GateDraft, answer=GateView, status=201
    ),
    operation(
        "POST",
        "/gates/{gate_id:int}/pairings",
        make_pairing,
        name="make_pairing",
        answer=PairingView,
        status=201,
    ),
]
