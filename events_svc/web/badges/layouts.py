"""Layouts of badges: begin with one of ours, change it with the picture beside it, choose, remove."""

from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.badges import change, queries
from events_svc.badges.errors import LogoUnreadable
from events_svc.badges.layout import MOST_PARTS, Layout
from events_svc.badges.models import BadgeLayout
from events_svc.badges.presets import PRESETS
from events_svc.badges.queries import Look
from events_svc.documents import press
from events_svc.events.models import Event
from events_svc.tickets.offered import types_of
from events_svc.tickets.questions.models import AnswerKind, TicketQuestion
from events_svc.web import access, forms, pages
from events_svc.web.badges import layout_form, words
from events_svc.web.badges.pictures import LAYOUT, LAYOUTS, found
from events_svc.web.badges.printing import home
from events_svc.web.errors import beside
from events_svc.web.state import Request

MOST_BYTES = 2 * 1024 * 1024
SPARE = 3  # empty rows below the parts
_SHORT = (AnswerKind.LINE, AnswerKind.TEXT, AnswerKind.CHOICE, AnswerKind.CHOICES)


class BeginForm(msgspec.Struct):
    preset: Annotated[str, msgspec.Meta(max_length=20)]


async def begin(request: Request) -> Response:
    """A layout of one's own that looks as one of ours."""
    event = await access.editable_event(request, Permission.DOOR_EDIT)
    form = await forms.parse(request, BeginForm)
    if form.preset not in PRESETS:
        raise NotFound
    look = Look(form.preset, PRESETS[form.preset])
    made = await change.make_layout(event, words.look_name(look), look.layout)
    return pages.redirect(request, f"{home(event)}/layouts/{made.id}")


async def show(request: Request) -> Response:
    """The layout as it stands."""
    event, one = await found(request, Permission.DOOR_VIEW)
    look = queries.look_of(one)
    values = layout_form.values(one.name, look.layout)
    return await _page(request, event, one, values=values)


async def save(request: Request) -> Response:
    """The layout looks so; with `look`, only the picture is drawn anew."""
    event, one = await found(request, Permission.DOOR_EDIT)
    form = await forms.read(request)
    try:
        name, layout = layout_form.read(form)
    except forms.Malformed as wrong:
        return await _page(
            request, event, one, status=422, values=wrong.values, errors=wrong.errors
        )
    if form.get("act") == "look":
        return await _page(request, event, one, values=dict(form), query=_query(form))
    await change.change_layout(one, name, layout)
    return pages.redirect(request, f"{home(event)}/layouts/{one.id}?saved=1")


async def put_logo(request: Request) -> Response:
    """The picture on the layout is this one; without a file there is none."""
    event, one = await found(request, Permission.DOOR_EDIT)
    try:
        sent = (await forms.read(request)).get("logo")
        with beside("logo", LogoUnreadable):
            await change.put_logo(one, await _logo(sent))
    except forms.Malformed as wrong:
        values = layout_form.values(one.name, queries.look_of(one).layout)
        return await _page(request, event, one, status=422, values=values, errors=wrong.errors)
    return pages.redirect(request, f"{home(event)}/layouts/{one.id}?saved=1")


async def choose(request: Request) -> Response:
    """Badges are printed so from now on."""
    event, one = await found(request, Permission.DOOR_EDIT)
    await forms.read(request)
    await change.choose_layout(one)
    return pages.redirect(request, home(event))


async def remove(request: Request) -> Response:
    """The layout is gone."""
    event, one = await found(request, Permission.DOOR_EDIT)
    await forms.read(request)
    await change.remove_layout(one)
    return pages.redirect(request, home(event))


async def _logo(sent: Any) -> bytes:
    """A PNG of ours of what was sent; raises LogoUnreadable."""
    if not isinstance(sent, UploadFile) or not sent.size:
        return b""
    raw = await sent.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise LogoUnreadable
    made = await press.printed("badge_logo.png", raw)
    if not made:
        raise LogoUnreadable
    return made


def _query(form: FormData) -> str:
    """The fields as an address of the picture."""
    fields = [(key, str(value)) for key, value in form.multi_items() if key not in {"csrf", "act"}]
    return "?" + urlencode(fields)


async def _page(
    request: Request,
    event: Event,
    one: BadgeLayout,
    *,
    values: dict[str, Any],
    status: int = 200,
    errors: dict[str, str] | None = None,
    query: str = "",
) -> Response:
    look: Layout = queries.look_of(one).layout
    filled = [row for row in range(MOST_PARTS) if values.get(f"kind-{row}")]
    spare = [row for row in range(MOST_PARTS) if row not in filled][:SPARE]
    return await pages.render(
        request,
        "badges/layout.html",
        status=status,
        event=event,
        one=one,
        layout=look,
        rows=filled,
        spare=spare,
        types=await types_of(event),
        questions=await TicketQuestion.filter(event_id=event.id, kind__in=_SHORT).order_by("id"),
        kinds=words.kinds(),
        kinds_by=dict(words.kinds()),
        wrong_rows={int(one.rpartition("-")[2]) for one in errors or {} if "-" in one},
        choices=words.choices(),
        values=values,
        errors=errors or {},
        query=query,
        is_saved="saved" in request.query_params,
    )


routes: list[BaseRoute] = [
    Route(LAYOUTS, begin, methods=["POST"], name="badge_layouts"),
    Route(LAYOUT, show, name="badge_layout"),
    Route(LAYOUT, save, methods=["POST"], name="badge_layout_save"),
    Route(f"{LAYOUT}/logo", put_logo, methods=["POST"], name="badge_layout_logo"),
    Route(f"{LAYOUT}/choice", choose, methods=["POST"], name="badge_layout_choice"),
    Route(f"{LAYOUT}/removal", remove, methods=["POST"], name="badge_layout_removal"),
]
