"""Gates and check-in lists over the API."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from starlette.routing import BaseRoute

from events_svc import clock
from events_svc.accounts.permissions import Permission
from events_svc.checkin import gates as opening
from events_svc.checkin import pair, queries
from events_svc.checkin.models import CheckinList, Gate
from events_svc.web.access import editable_event
from events_svc.web.api import operation
from events_svc.web.checkin import devices
from events_svc.web.fields import Id, Lines
from events_svc.web.state import Request


class GateDraft(msgspec.Struct):
    """A gate; without a list it checks the event's first, or a new one for all tickets."""

    name: Lines
    checkin_list_id: Id | None = None


class GateView(msgspec.Struct):
    id: int
    name: dict[str, str]
    checkin_list_id: int
    is_active: bool
    admitted: int
    refused: int
    devices: int


class GateViews(msgspec.Struct):
    """All gates of an event: a house has few doors."""

    items: list[GateView]
    arrived: int
    expected: int


class CheckinListDraft(msgspec.Struct):
    """Who may enter; no ticket types means all. `rules` is the JsonLogic subset of docs/api.md."""

    name: Lines
    ticket_types: Annotated[list[Id], msgspec.Meta(max_length=200)] = []
    rules: dict[str, Any] = {}
    allow_unpaid: bool = False
    multi_entry: bool = False
    entry_after_exit: bool = False


class CheckinListView(msgspec.Struct):
    id: int
    name: dict[str, str]
    ticket_types: list[int]
    rules: dict[str, Any]
    allow_unpaid: bool
    multi_entry: bool
    entry_after_exit: bool


class CheckinListViews(msgspec.Struct):
    items: list[CheckinListView]


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
    return _gate(queries.GateFigures(gate, admitted=0, refused=0, devices=[]))


async def lists(request: Request) -> CheckinListViews:
    """The event's check-in lists."""
    event = await editable_event(request, Permission.DOOR_VIEW)
    return CheckinListViews([_list(one, types) for one, types in await queries.lists(event)])


async def make_list(request: Request, body: CheckinListDraft) -> CheckinListView:
    """Make a check-in list."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    terms = opening.ListTerms(**msgspec.structs.asdict(body))
    return _list(await opening.make_list(event, terms), sorted(set(body.ticket_types)))


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
        devices=len(figures.devices),
    )


def _list(one: CheckinList, types: list[int]) -> CheckinListView:
    return CheckinListView(
        id=one.id,
        name=one.name,
        ticket_types=types,
        rules=one.rules,
        allow_unpaid=one.allow_unpaid,
        multi_entry=one.multi_entry,
        entry_after_exit=one.entry_after_exit,
    )


GATES, LISTS = "/events/{slug}/gates", "/events/{slug}/checkin-lists"

routes: list[BaseRoute] = [
    operation("GET", GATES, gates, name="gates", answer=GateViews),
    operation(
        "POST", GATES, make_gate, name="make_gate", body=GateDraft, answer=GateView, status=201
    ),
    operation("GET", LISTS, lists, name="checkin_lists", answer=CheckinListViews),
    operation(
        "POST",
        LISTS,
        make_list,
        name="make_checkin_list",
        body=CheckinListDraft,
        answer=CheckinListView,
        status=201,
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
