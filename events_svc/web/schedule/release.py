"""The page from which an agenda is released: what changes, whom it concerns, now or at a time."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.schedule import changes, planned
from events_svc.schedule.audience import USUALLY, Tell, audience
from events_svc.schedule.errors import InThePast
from events_svc.schedule.queries import latest_release
from events_svc.schedule.release import preview, release
from events_svc.tickets.reach import reachable
from events_svc.web import access, errors, forms, pages
from events_svc.web.schedule.programme import timed
from events_svc.web.state import Request

CONSOLE = "/organiser/events/{slug}/agenda"


class ReleaseForm(msgspec.Struct):
    """`release_at`: on the wall clock of the event; absent, the release is made at once."""

    note: dict[str, Annotated[str, Meta(max_length=2000)]] = {}
    tell: Annotated[list[Tell], Meta(max_length=len(Tell))] = []
    release_at: datetime | None = None


async def show(request: Request) -> Response:
    """What the next version changes and whom that concerns; nothing is written."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return await _page(request, event)


async def publish(request: Request) -> Response:
    """The working agenda is the next version, or will be at the time that was chosen."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    try:
        form = await forms.parse(request, ReleaseForm)
        if form.release_at:
            at = pages.local_to_utc(form.release_at, event.timezone)
            await planned.plan(event, form.note, release_at=at, tell=form.tell)
            return pages.redirect(request, f"{_address(event)}/release")
    except forms.Malformed as error:
        return await _page(request, event, status=422, errors=error.errors, values=error.values)
    except InThePast as error:
        past, typed = {"release_at": errors.words(error)}, await forms.as_typed(request)
        return await _page(request, event, status=409, errors=past, values=typed)
    made = await release(event, form.note, tell=form.tell)
    return pages.redirect(request, f"{_address(event)}?released={made.number}")


async def call_off(request: Request) -> Response:
    """No release is planned any more."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    await forms.read(request)
    await planned.call_off(event)
    return pages.redirect(request, f"{_address(event)}/release")


async def _page(
    request: Request,
    event: Event,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    values: dict[str, Any] | None = None,
) -> Response:
    changed = await preview(event)
    last = await latest_release(event.id)
    return await pages.render(
        request,
        "schedule/release.html",
        status=status,
        event=event,
        number=(last.number if last else 0) + 1,
        told={kind: [timed(one) for one in found] for kind, found in changed.items()},  # type: ignore[attr-defined]  # a TypedDict of lists
        is_nothing=changes.is_nothing(changed),
        audience=await audience(changed),
        holders=await reachable(event.id).count(),
        usually=USUALLY,
        waiting=await planned.waiting(event.id),
        errors=errors or {},
        values=values or {},
    )


def _address(event: Event) -> str:
    return f"/organiser/events/{event.slug}/agenda"


routes: list[BaseRoute] = [
    Route(f"{CONSOLE}/release", show, name="agenda_release_preview"),
    Route(f"{CONSOLE}/releases", publish, methods=["POST"], name="agenda_release"),
    Route(f"{CONSOLE}/release/calling-off", call_off, methods=["POST"], name="agenda_call_off"),
]
