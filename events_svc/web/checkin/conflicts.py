"""The organiser's page of conflicts: tickets that came in twice, and what a person decides on them."""

from typing import Annotated, Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.checkin.access import conflict_of
from events_svc.checkin.conflicts import queries
from events_svc.checkin.conflicts.decide import decide
from events_svc.checkin.conflicts.models import Decision
from events_svc.checkin.conflicts.queries import DoorConflict
from events_svc.checkin.models import Device
from events_svc.checkin.upload import verify
from events_svc.events.models import Event
from events_svc.web import auth, forms, live, pages, paging
from events_svc.web.access import editable_event
from events_svc.web.checkin import conflict_words
from events_svc.web.i18n import gettext
from events_svc.web.state import Request

PAGE = 50


class DecisionForm(msgspec.Struct):
    decision: conflict_words.Choice
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


async def show(request: Request) -> Response:
    """What waits for a decision, what was decided, and logs that are not whole."""
    event = await editable_event(request, Permission.DOOR_VIEW)
    before = paging.number(request.query_params.get("cursor", ""))
    decided = await queries.decided_of(event, limit=PAGE + 1, before=before)
    shown, following = paging.cut(decided, PAGE)
    return await pages.render(
        request,
        "checkin/conflicts.html",
        decided=shown,
        following=following,
        **await _wrong(event),
        **await _open(event),
    )


async def numbers(request: Request) -> Response:
    """What waits, again whenever something changed."""
    event = await editable_event(request, Permission.DOOR_VIEW)

    async def snapshot() -> str:
        rendered = await pages.render(request, "checkin/_conflicts.html", **await _open(event))
        return bytes(rendered.body).decode()

    return live.events(f"scans:{event.id}", snapshot)


async def one(request: Request) -> Response:
    """The two admissions side by side, and the decision."""
    event = await editable_event(request, Permission.DOOR_VIEW)
    return await _conflict_page(request, event)


async def make_decision(request: Request) -> Response:
    """A person decides, with a reason."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    found = await conflict_of(event, request.path_params["id"])
    try:
        form = await forms.parse(request, DecisionForm)
    except forms.Malformed as wrong:
        return await _conflict_page(request, event, wrong)
    person = await auth.signed_in(request)
    await decide(found, Decision(form.decision), reason=form.reason, by=person)
    return pages.redirect(request, f"/organiser/events/{event.slug}/door/conflicts")


async def _conflict_page(
    request: Request, event: Event, wrong: forms.Malformed | None = None
) -> Response:
    conflict = await queries.one_of(event, request.path_params["id"])
    if conflict is None:
        raise NotFound
    return await pages.render(
        request,
        "checkin/conflict.html",
        status=422 if wrong else 200,
        event=event,
        conflict=conflict,
        decisions=conflict_words.of_decisions(),
        bases=conflict_words.of_bases(),
        doubts=conflict_words.of_doubts(),
        values=wrong.values if wrong else {},
        errors=wrong.errors if wrong else {},
    )


async def _open(event: Event) -> dict[str, Any]:
    waiting: list[DoorConflict] = await queries.open_of(event, limit=PAGE)
    return {
        "event": event,
        "waiting": waiting,
        "count": await queries.open_count(event.id),
        "decisions": conflict_words.of_decisions(),
        "bases": conflict_words.of_bases(),
        "doubts": conflict_words.of_doubts(),
    }


async def _wrong(event: Event) -> dict[str, Any]:
    """What is wrong with the logs of phones, each with the name of the phone."""
    tears = await verify.noted(event.id)
    strangers = await verify.strangers(event.id)
    ids = {tear.device_id for tear in tears} | {*strangers}
    names = dict(await Device.filter(id__in=ids or {0}).values_list("id", "name"))
    said = {one: names.get(one) or gettext("Phone {number}").format(number=one) for one in ids}
    return {
        "tears": [(said[tear.device_id], tear) for tear in tears],
        "strangers": [(said[one], count) for one, count in strangers.items()],
    }


CONFLICTS = "/organiser/events/{slug}/door/conflicts"

routes: list[BaseRoute] = [
    Route(CONFLICTS, show, name="door_conflicts"),
    Route(f"{CONFLICTS}/live", numbers, name="door_conflicts_live"),
    Route(CONFLICTS + "/{id:int}", one, name="door_conflict"),
    Route(CONFLICTS + "/{id:int}", make_decision, methods=["POST"], name="door_decide_conflict"),
]
