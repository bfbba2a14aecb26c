"""Layouts of badges as pictures: as they stand, as the fields of the editor say, and ours."""

from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.badges import queries
from events_svc.badges.models import BadgeLayout
from events_svc.badges.presets import PRESETS
from events_svc.badges.queries import Look
from events_svc.events.models import Event
from events_svc.text import in_language
from events_svc.tickets.offered import types_of
from events_svc.web import access, i18n, name_badges
from events_svc.web.badges import layout_form
from events_svc.web.badges.printing import BADGES
from events_svc.web.state import Request


async def preview(request: Request) -> Response:
    """The layout as a picture: as it stands, or as the fields of the address say."""
    event, one = await found(request, Permission.DOOR_VIEW)
    look = queries.look_of(one)
    if "width" in request.query_params:
        _, layout = layout_form.read(FormData(request.query_params))
        look = Look(look.key, layout, look.name, look.logo)
    return await _drawn(event, look)


async def preset_preview(request: Request) -> Response:
    """One of ours as a picture."""
    event = await access.editable_event(request, Permission.DOOR_VIEW)
    key = request.path_params["key"]
    if key not in PRESETS:
        raise NotFound
    return await _drawn(event, Look(key, PRESETS[key]))


async def found(request: Request, permission: Permission) -> tuple[Event, BadgeLayout]:
    """The layout of the address, if the person may do this at its event."""
    event = await access.editable_event(request, permission)
    number = request.path_params["id"]
    own = BadgeLayout.filter(event_id=event.id)
    layout = await own.get_or_none(id=number) if number < 2**63 else None
    if layout is None:
        raise NotFound
    return event, layout


async def _drawn(event: Event, look: Look) -> Response:
    kind = await types_of(event).first()
    name = in_language(kind.name, i18n.language.get()) if kind else ""
    badge = name_badges.sample(event, look.layout, kind=name, type_id=kind.id if kind else 0)
    drawn = await name_badges.picture(look, badge)
    return Response(drawn, headers={"cache-control": "private, no-store"}, media_type="image/png")


LAYOUTS = f"{BADGES}/layouts"
LAYOUT = LAYOUTS + "/{id:int}"

routes: list[BaseRoute] = [
    Route(f"{LAYOUT}/preview.png", preview, name="badge_layout_preview"),
    Route(BADGES + "/presets/{key}.png", preset_preview, name="badge_preset_preview"),
]
