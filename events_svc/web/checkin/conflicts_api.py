"""Conflicts over the API: a gate sees those of its list, the organiser all, and decides."""

from typing import Annotated

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.checkin.access import conflict_of
from events_svc.checkin.conflicts import queries
from events_svc.checkin.conflicts.decide import decide
from events_svc.checkin.conflicts.models import Decision
from events_svc.checkin.conflicts.queries import DoorConflict
from events_svc.checkin.models import Gate
from events_svc.web import auth, paging
from events_svc.web.access import editable_event
from events_svc.web.api import Page, operation
from events_svc.web.checkin import conflict_words, devices
from events_svc.web.state import Request


class DoorConflicts(msgspec.Struct):
    """Newest first."""

    items: list[DoorConflict]
    next: str | None


class DoorDecision(msgspec.Struct):
    """`turned_away` and `same_person` take the second admission back: nobody came in by it."""

    decision: conflict_words.Choice
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*\Z")]


async def of_gate(request: Request, query: Page) -> DoorConflicts:
    """What waits for a decision at the gates of this gate's list."""
    gate = await _gate(request)
    return _page(
        await queries.open_of_list(
            gate.checkin_list_id, limit=query.limit + 1, before=paging.number(query.cursor)
        ),
        query,
    )


async def of_event(request: Request, query: Page) -> DoorConflicts:
    """All conflicts of the event, decided ones too."""
    event = await editable_event(request, Permission.DOOR_VIEW)
    before = paging.number(query.cursor)
    return _page(await queries.all_of(event, limit=query.limit + 1, before=before), query)


async def make_decision(request: Request, body: DoorDecision) -> DoorConflict:
    """Decide, once, with a reason."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    conflict_id: int = request.path_params["id"]
    conflict = await conflict_of(event, conflict_id)
    person = await auth.signed_in(request)
    await decide(conflict, Decision(body.decision), reason=body.reason, by=person)
    decided = await queries.one_of(event, conflict_id)
    assert decided is not None
    return decided


async def _gate(request: Request) -> Gate:
    """The gate of the path, for its phone, or for a person who may look at the door."""
    if devices.names_a_device(request):
        return await devices.own_gate(request)
    gate_id: int = request.path_params["gate_id"]
    return await devices.permitted_gate(request, gate_id, Permission.DOOR_VIEW)


def _page(found: list[DoorConflict], query: Page) -> DoorConflicts:
    shown, following = paging.cut(found, query.limit)
    return DoorConflicts(list(shown), following)


routes: list[BaseRoute] = [
    operation(
        "GET",
        "/gates/{gate_id:int}/conflicts",
        of_gate,
        name="gate_conflicts",
        query=Page,
        answer=DoorConflicts,
        is_public=True,
        refusals=(401,),
    ),
    operation(
        "GET",
        "/events/{slug}/door-conflicts",
        of_event,
        name="event_door_conflicts",
        query=Page,
        answer=DoorConflicts,
    ),
    operation(
        "POST",
        "/events/{slug}/door-conflicts/{id:int}",
        make_decision,
        name="decide_door_conflict",
        body=DoorDecision,
        answer=DoorConflict,
        refusals=(409,),
    ),
]
