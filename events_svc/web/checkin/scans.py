"""Scans over the API: one, undone; read by the organiser. Many at once: see batch.py."""

from datetime import datetime
from operator import itemgetter
from typing import Annotated
from uuid import UUID

import msgspec
from starlette.routing import BaseRoute

from events_svc import clock
from events_svc.accounts.permissions import Permission
from events_svc.checkin import admit, presented, queries
from events_svc.checkin.answers import ScanAnswer, Words
from events_svc.checkin.models import Basis, Direction
from events_svc.checkin.scan import Scanned
from events_svc.checkin.undo import undo
from events_svc.web import paging
from events_svc.web.access import editable_event
from events_svc.web.api import Page, operation
from events_svc.web.checkin import devices
from events_svc.web.fields import Instant
from events_svc.web.state import Request

Whole = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]


class ScanRequest(msgspec.Struct):
    """`scan_id` is made by the client. What a person typed (number, order code) is marked as such."""

    scan_id: UUID
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    is_typed: bool = False
    direction: Direction = Direction.ENTRY
    seq: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None
    at_device: Instant | None = None
    clock_offset_ms: Whole | None = None

    def __post_init__(self) -> None:
        if self.at_device and not clock.is_tellable(self.at_device):
            raise ValueError("No such time")


class ScanUndo(msgspec.Struct):
    """The undoing is an entry of the log with an id of its own."""

    scan_id: UUID


class ScanEntry(msgspec.Struct):
    """One entry of the log; `at` is the device's time by our clock. `device_seq`: the device decided it."""

    id: int
    scan_id: UUID
    gate_id: int
    gate_name: Words
    device_id: int | None
    direction: Direction
    verdict: str
    reason: str
    basis: Basis
    at: datetime
    at_device: datetime | None
    clock_offset_ms: int | None
    device_seq: int | None
    undoes: UUID | None
    hash: str
    ticket_number: int | None
    holder_name: str


class ScanEntries(msgspec.Struct):
    items: list[ScanEntry]
    next: str | None


async def scan(request: Request, body: ScanRequest) -> ScanAnswer:
    """Judge what is presented at the gate; the same scan_id gets the same answer."""
    gate_id: int = request.path_params["gate_id"]
    token_hash = await devices.token_hash(request, gate_id)
    secret_key = request.state["settings"].secret_key
    return await admit.admit(scanned(body, token_hash, gate_id, secret_key=secret_key))


async def undo_scan(request: Request, body: ScanUndo) -> ScanAnswer:
    """Take an admission of this gate back: a new entry in the log."""
    gate_id: int = request.path_params["gate_id"]
    return await undo(
        body.scan_id,
        undone=request.path_params["scan_id"],
        token_hash=await devices.token_hash(request, gate_id),
        gate_id=gate_id,
    )


async def log(request: Request, query: Page) -> ScanEntries:
    """The log of scans, newest first."""
    event = await editable_event(request, Permission.DOOR_VIEW)
    before = paging.number(query.cursor)
    found = await queries.last_scans(event, limit=query.limit + 1, before=before)
    shown, following = paging.cut(found, query.limit, by=itemgetter("id"))
    return ScanEntries(msgspec.convert(shown, list[ScanEntry]), following)


def scanned(body: ScanRequest, token_hash: str, gate_id: int, *, secret_key: str) -> Scanned:
    """What the device of `token_hash` asks at the gate, its code read and still to be proven."""
    read = presented.written if body.is_typed else presented.said
    return Scanned(
        scan_id=body.scan_id,
        token_hash=token_hash,
        gate_id=gate_id,
        code=body.code,
        presented=read(body.code, secret_key=secret_key),
        is_typed=body.is_typed,
        direction=body.direction,
        seq=body.seq,
        at_device=body.at_device,
        clock_offset_ms=body.clock_offset_ms,
    )


AT_GATE = "/gates/{gate_id:int}/scans"

routes: list[BaseRoute] = [
    operation(
        "POST",
        AT_GATE,
        scan,
        name="scan",
        body=ScanRequest,
        answer=ScanAnswer,
        is_public=True,
        refusals=(401,),
    ),
    operation(
        "POST",
        AT_GATE + "/{scan_id:uuid}/undo",
        undo_scan,
        name="undo_scan",
        body=ScanUndo,
        answer=ScanAnswer,
        is_public=True,
        refusals=(401,),
    ),
    operation("GET", "/events/{slug}/scans", log, name="scans", query=Page, answer=ScanEntries),
]
