"""Print badges: of everybody who is chosen as one file, of one person; what was printed."""

from typing import Annotated, Any, Literal

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.badges import queries
from events_svc.badges.errors import NobodyToPrint, PrintedAlready
from events_svc.badges.printing import is_open, print_badges, refuse_over
from events_svc.badges.queries import AT_ONCE, Asked
from events_svc.checkin.search_keys.keys import keys_of
from events_svc.events.models import Event
from events_svc.tickets.product_models import TicketType
from events_svc.web import access, forms, name_badges, pages
from events_svc.web.badges import words
from events_svc.web.errors import words as words_of
from events_svc.web.fields import Id
from events_svc.web.state import Request

Count = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]


class PrintForm(msgspec.Struct):
    """Whom to print. `seen`: of how many badges that they have already the person knows."""

    layout: Annotated[str, msgspec.Meta(max_length=20)] = ""
    types: list[Id] = []
    organisation: Annotated[str, msgspec.Meta(max_length=200)] = ""
    who: Literal["unprinted", "all"] = "unprinted"
    sort: Literal["number", "name", "organisation", "type"] = "number"
    after: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] = 0
    seen: Count = 0


async def show(request: Request) -> Response:
    """Whom to print, the layouts, the log of printings."""
    event = await access.editable_event(request, Permission.DOOR_VIEW)
    return await _page(request, event)


async def print_many(request: Request) -> Response:
    """One file for all that are chosen; when some have a badge already, it asks first."""
    event = await access.editable_event(request, Permission.DOOR_EDIT)
    try:
        form = await forms.parse(request, PrintForm)
    except forms.Malformed as wrong:
        return await _page(request, event, status=422, values=wrong.values, errors=wrong.errors)
    ids = (await _wanted(event, _asked(form)))[:AT_ONCE]
    look = await queries.look(event, form.layout)
    values = msgspec.to_builtins(form)
    try:
        made = await print_badges(event.id, ids, layout=look.key, seen=form.seen)
    except PrintedAlready as already:  # said above the form, which asks again
        return await _page(
            request, event, status=409, values=values, already=already, total=len(ids)
        )
    except NobodyToPrint as nobody:
        errors = {"who": words_of(nobody)}
        return await _page(request, event, status=409, values=values, errors=errors)
    return pages.redirect(request, f"{home(event)}/printings/{made.uid}.pdf")


async def file(request: Request) -> Response:
    """The file of a printing, for some minutes."""
    event = await access.editable_event(request, Permission.DOOR_VIEW)
    printing = await queries.printing(event.id, request.path_params["uid"])
    if printing is None:
        raise NotFound
    refuse_over(printing)
    secret_key = request.state["settings"].secret_key
    body = await name_badges.file(event, printing, secret_key=secret_key)
    name = f'inline; filename="badges-{event.slug}.pdf"'
    headers = {**name_badges.PDF, "content-disposition": name}
    return Response(body, headers=headers, media_type="application/pdf")


def home(event: Event) -> str:
    """Where the badges of the event are."""
    return f"/organiser/events/{event.slug}/badges"


async def _wanted(event: Event, asked: Asked) -> list[int]:
    if asked.sort == "name":
        return await queries.wanted_by_name(event, asked, key=keys_of)
    return await queries.wanted(event, asked)


def _asked(form: PrintForm) -> Asked:
    return Asked(
        types=form.types,
        organisation=form.organisation,
        only_unprinted=form.who == "unprinted",
        after=form.after,
        sort=form.sort,
    )


async def _page(
    request: Request,
    event: Event,
    *,
    status: int = 200,
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    **context: Any,
) -> Response:
    valid, printed = await queries.counts(event)
    looks = await queries.looks(event)
    values = {**msgspec.to_builtins(PrintForm()), **(values or {})}
    return await pages.render(
        request,
        "badges/print.html",
        status=status,
        event=event,
        valid=valid,
        printed=printed,
        looks=looks,
        own=[one for one in looks if one.name],
        presets=[one for one in looks if not one.name],
        layouts=[
            (one.key, f"{words.look_name(one)} · {words.size_words(one.layout)}") for one in looks
        ],
        types=await TicketType.filter(event_id=event.id, is_admission=True).order_by(
            "position", "id"
        ),
        organisations=await queries.organisations(event),
        log=await queries.log(event),
        words=words,
        is_open=is_open,
        at_once=AT_ONCE,
        values=values,
        errors=errors or {},
        **{"already": None, "total": 0, **context},
    )


BADGES = "/organiser/events/{slug}/badges"

routes: list[BaseRoute] = [
    Route(BADGES, show, name="badges"),
    Route(f"{BADGES}/printings", print_many, methods=["POST"], name="badges_print"),
    Route(BADGES + "/printings/{uid:uuid}.pdf", file, name="badges_file"),
]
