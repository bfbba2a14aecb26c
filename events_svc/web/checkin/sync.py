"""What a phone asks of its gate beside scans: the snapshot, what changed since, and its round."""

import asyncio
import gzip
import hashlib
from datetime import datetime
from typing import Annotated

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute

from events_svc import clock
from events_svc.checkin.sync import position, report, snapshot
from events_svc.checkin.sync.purge import purge_at
from events_svc.checkin.sync.snapshot import DoorChanges, DoorSnapshot
from events_svc.web.api import operation
from events_svc.web.checkin import devices
from events_svc.web.fields import Instant
from events_svc.web.state import Request

LEVEL = 6
SMALL = 1400  # bytes that travel in one packet anyway
AT_ONCE = 2  # snapshots that one process makes; when doors open all phones want one

_turns = asyncio.Semaphore(AT_ONCE)

_encode = msgspec.json.Encoder().encode


class DoorAfter(msgspec.Struct):
    """The cursor of the snapshot, or of the changes before."""

    after: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class DoorStatus(msgspec.Struct):
    """How the device is: scans that it has not sent, how old its snapshot is, whether it could go on
    alone, battery from 0 to 1, server's clock minus its own; `cursor` is what it knows.
    """

    unsent: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] = 0
    snapshot_at: Instant | None = None
    is_ready: bool = False
    battery: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None
    clock_offset_ms: Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)] | None = None
    app: Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[^\x00]*\Z")] = ""
    cursor: Annotated[str, msgspec.Meta(max_length=64)] = ""


class DoorRound(msgspec.Struct):
    """`is_behind`: changes wait for who knows no more than the cursor that was sent. After `purge_at`
    the device deletes what it knows.
    """

    now: datetime
    cursor: str
    is_behind: bool
    purge_at: datetime


async def take(request: Request) -> Response:
    """Everything that decides at this gate, compressed where the device can read that."""
    gate = await devices.own_gate(request)
    async with _turns:
        return await _packed(request, await snapshot.of_gate(gate))


async def changes(request: Request, query: DoorAfter) -> Response:
    """What changed since the cursor; 410 when it must be a snapshot again."""
    return await _packed(
        request, await snapshot.since(await devices.own_gate(request), query.after)
    )


async def status(request: Request, body: DoorStatus) -> DoorRound:
    """The device's round: it says how it is, and hears whether there is something to fetch."""
    device = await devices.at_own_gate(request)
    gate = devices.gate_of(device)
    said = msgspec.structs.asdict(body)
    cursor = said.pop("cursor")
    await report.report(device, report.Report(**said))
    newest = await position.newest(gate.event_id, list_id=gate.checkin_list_id)
    return DoorRound(
        now=clock.now(),
        cursor=str(newest),
        is_behind=position.is_behind(cursor, newest),
        purge_at=purge_at(gate.event),
    )


async def _packed(request: Request, found: DoorSnapshot | DoorChanges) -> Response:
    """As JSON, compressed; 304 where nothing but the moment is another."""
    body, mark = await asyncio.to_thread(_written, found)
    headers = {"etag": mark, "cache-control": "private, no-cache", "vary": "Accept-Encoding"}
    if mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if len(body) > SMALL and "gzip" in request.headers.get("accept-encoding", ""):
        body = await asyncio.to_thread(gzip.compress, body, LEVEL, mtime=0)
        headers["content-encoding"] = "gzip"
    return Response(body, headers=headers, media_type="application/json")


def _written(found: DoorSnapshot | DoorChanges) -> tuple[bytes, str]:
    """As JSON, and its mark: of all but the moment and the cursor, since an older cursor leads to the same."""
    body = _encode(found)
    timeless = found.life.encode() + body[body.index(b'"purge_at"') :]
    return body, f'"{hashlib.sha256(timeless).hexdigest()[:32]}"'


GATE = "/gates/{gate_id:int}"

routes: list[BaseRoute] = [
    operation(
        "GET",
        f"{GATE}/snapshot",
        take,
        name="door_snapshot",
        answer=DoorSnapshot,
        is_public=True,
        refusals=(401, 409, 410),
    ),
    operation(
        "GET",
        f"{GATE}/changes",
        changes,
        name="door_changes",
        query=DoorAfter,
        answer=DoorChanges,
        is_public=True,
        refusals=(401, 410),
    ),
    operation(
        "POST",
        f"{GATE}/status",
        status,
        name="door_status",
        body=DoorStatus,
        answer=DoorRound,
        is_public=True,
        refusals=(401,),
    ),
]
