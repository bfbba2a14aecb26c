"""What a hub asks its server: everything, what changed, to keep the hub's log."""

from typing import Annotated, Any

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts import audit
from events_svc.checkin.desk import refused
from events_svc.checkin.desk.refused import Refused
from events_svc.checkin.models import Device, Gate
from events_svc.hub import make, read, receive
from events_svc.hub import refused as entries
from events_svc.hub.errors import HubUnknown, ListFull
from events_svc.hub.wire import (
    HubBatch,
    HubContent,
    HubCount,
    HubReceipt,
    HubRefusedAnswers,
    HubRefusedEntries,
    HubStatus,
)
from events_svc.web.api import operation
from events_svc.web.state import Request

NO_GATE = 0  # in place of a gate that is none of the event's


class HubPage(msgspec.Struct):
    """Tickets after this one."""

    after: Annotated[int, msgspec.Meta(ge=0, le=2**62)] = 0


class HubSince(msgspec.Struct):
    """The cursor of the last answer, and the hash of the definitions that the hub has."""

    after: Annotated[str, msgspec.Meta(max_length=200)]
    known: Annotated[str, msgspec.Meta(max_length=64)] = ""


async def snapshot(request: Request, query: HubPage) -> HubContent:
    """A page of all that a hub shall know of its event's door."""
    return await read.page(await _hub(request), after=query.after)


async def changes(request: Request, query: HubSince) -> HubContent:
    """What is not as it was at the cursor; 410: take a snapshot."""
    return await read.changes(await _hub(request), after=query.after, known=query.known)


async def upload(request: Request, body: HubBatch) -> HubReceipt:
    """Entries of the hub's log, stored as they were shown; sent again they are there once."""
    return await receive.receive(await _hub(request), body)


async def tell(request: Request, body: HubStatus) -> HubStatus:
    """What the hub says of itself, for the organiser's page."""
    await make.heard(await _hub(request), body)
    return body


async def refuse(request: Request, body: HubRefusedAnswers) -> HubCount:
    """Answers that the hub could not bring: they are listed for people, once; 409 unless there is room for all.

    Those of a gate that the event has not (any more) are listed, too, under no gate.
    """
    hub = await _hub(request)
    gates: Any = Gate.filter(event_id=hub.event_id).values_list("id", flat=True)
    known = {*await gates}
    told = [
        Refused(
            one.gate_id if one.gate_id in known else NO_GATE,
            one.ticket,
            one.given,
            {**one.why},
            f"{one.phone} · {hub.name}",
        )
        for one in body.items
    ]
    if await refused.note(hub.event_id, told):
        raise ListFull
    return HubCount(await refused.open_count(hub.event_id))


async def refuse_entries(request: Request, body: HubRefusedEntries) -> HubCount:
    """Entries of its log that the hub could not bring: they are listed for people, once; 409 unless there is
    room for all.
    """
    hub = await _hub(request)
    if await entries.note(hub, body.items):
        raise ListFull
    return HubCount(await entries.open_count(hub.event_id))


async def _hub(request: Request) -> Device:
    """The hub that asks; raises HubUnknown."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "hub" or not secret.strip():
        raise HubUnknown
    hub = await make.by_token(secret.strip())
    audit.act_as(f"device:{hub.id}", hub.name)
    return hub


routes: list[BaseRoute] = [
    operation(
        "GET",
        "/hub/snapshot",
        snapshot,
        name="hub_snapshot",
        query=HubPage,
        answer=HubContent,
        is_public=True,
        refusals=(401,),
    ),
    operation(
        "GET",
        "/hub/changes",
        changes,
        name="hub_changes",
        query=HubSince,
        answer=HubContent,
        is_public=True,
        refusals=(401, 410),
    ),
    operation(
        "POST",
        "/hub/scans:batch",
        upload,
        name="hub_upload",
        body=HubBatch,
        answer=HubReceipt,
        is_public=True,
        refusals=(401,),
    ),
    operation(
        "POST",
        "/hub/refused-answers",
        refuse,
        name="hub_refused_answers",
        body=HubRefusedAnswers,
        answer=HubCount,
        is_public=True,
        refusals=(401, 409),
    ),
    operation(
        "POST",
        "/hub/refused-scans",
        refuse_entries,
        name="hub_refused_scans",
        body=HubRefusedEntries,
        answer=HubCount,
        is_public=True,
        refusals=(401, 409),
    ),
    operation(
        "POST",
        "/hub/status",
        tell,
        name="hub_status",
        body=HubStatus,
        answer=HubStatus,
        is_public=True,
        refusals=(401,),
    ),
]
