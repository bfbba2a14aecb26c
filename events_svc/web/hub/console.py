"""The organiser's page about the hubs of an event: make one, see how each is, take it back."""

from datetime import timedelta
from typing import Annotated, Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.checkin.desk import refused
from events_svc.checkin.models import Device, DeviceKind
from events_svc.events.models import Event
from events_svc.hub import make
from events_svc.hub import refused as entries
from events_svc.hub.models import HubReport
from events_svc.web import forms, live, pages
from events_svc.web.access import editable_event
from events_svc.web.state import Request

SILENT = timedelta(seconds=60)  # no word for so long: no contact


class HubForm(msgspec.Struct):
    name: Annotated[
        str, msgspec.Meta(min_length=1, max_length=80, pattern=r"^[^\x00]*\S[^\x00]*\Z")
    ]


async def show(request: Request) -> Response:
    """The hubs, and the form for another one."""
    return await _page(request, await editable_event(request, Permission.DOOR_VIEW))


async def state(request: Request) -> Response:
    """The list of hubs, again whenever one brought something, and now and then."""
    event = await editable_event(request, Permission.DOOR_VIEW)

    async def snapshot() -> str:
        rendered = await pages.render(request, "hub/_hubs.html", **await _hubs(event))
        return bytes(rendered.body).decode()

    return live.events(f"hubs:{event.id}", snapshot)


async def add(request: Request) -> Response:
    """A hub, with its token: shown now and never again."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    try:
        form = await forms.parse(request, HubForm)
    except forms.Malformed as wrong:
        return await _page(request, event, wrong)
    hub, token = await make.make(event, name=form.name.strip())
    return await pages.render(
        request,
        "hub/token.html",
        status=201,
        headers={"referrer-policy": "no-referrer", "cache-control": "no-store"},
        event=event,
        hub=hub,
        line=f"events-svc gate --upstream {request.state['settings'].public_url} --token {token}",
    )


async def revoke(request: Request) -> Response:
    """The hub can do nothing more."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    hub = await Device.get_or_none(
        id=request.path_params["id"], event_id=event.id, kind=DeviceKind.HUB
    )
    if hub is None:
        raise NotFound
    await forms.read(request)
    await make.revoke(hub)
    return pages.redirect(request, f"/organiser/events/{event.slug}/door/hubs")


async def _page(request: Request, event: Event, wrong: forms.Malformed | None = None) -> Response:
    return await pages.render(
        request,
        "hub/hubs.html",
        status=422 if wrong else 200,
        values=wrong.values if wrong else {},
        errors=wrong.errors if wrong else {},
        **await _hubs(event),
    )


async def _hubs(event: Event) -> dict[str, Any]:
    reports = await make.of_event(event)
    return {
        "event": event,
        "hubs": [(one, _state(one)) for one in reports],
        "refused_answers": await refused.open_count(event.id),
        "refused_entries": await entries.open_count(event.id),
    }


def _state(report: HubReport) -> str:
    """revoked, new (never heard of), connected, silent."""
    hub = report.hub
    if hub.revoked_at is not None:
        return "revoked"
    if hub.seen_at is None:
        return "new"
    return "connected" if clock.now() - hub.seen_at < SILENT else "silent"


HUBS = "/organiser/events/{slug}/door/hubs"

routes: list[BaseRoute] = [
    Route(HUBS, show, name="hubs"),
    Route(f"{HUBS}/live", state, name="hubs_live"),
    Route(HUBS, add, methods=["POST"], name="add_hub"),
    Route(HUBS + "/{id:int}/revocation", revoke, methods=["POST"], name="revoke_hub"),
]
