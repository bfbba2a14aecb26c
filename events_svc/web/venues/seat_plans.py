"""Plans of seats in the console: begun at a room, drawn by the editor or by forms, taken out and in as JSON."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.events import places
from events_svc.tickets.seating import plans
from events_svc.web import auth, errors, forms, pages
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.rules import checked
from events_svc.web.state import Request
from events_svc.web.venues.seat_forms import (
    DrawingForm,
    NamesForm,
    PlanForm,
    RowForm,
    RowsForm,
    SeatPlan,
    Sheet,
    document,
    free_key,
)
from venues.drawing import MOST_CATEGORIES, behind, rows_of, tables_of
from venues.drawing import Rows as RowsWish
from venues.errors import CategoryUnknown, PlanChanged, SeatsInUse, SeatTwice, TooManySeats
from venues.plan import Plan, Spot, plan_of
from venues.seat_models import SeatMap
from venues.seats import Drawing

BASE = "/organiser/seat-maps/{id:int}"
WRONG = (CategoryUnknown, PlanChanged, SeatsInUse, SeatTwice, TooManySeats)


async def begin(request: Request) -> Response:
    """An empty plan of a room, with one category; on to its drawing."""
    person = await auth.signed_in(request)
    venue = await places.permitted(person, request.path_params["id"], Permission.AGENDA_EDIT)
    form = await forms.parse(request, PlanForm)
    room = await places.room_of(person, form.room_id, Permission.AGENDA_EDIT)
    if room.venue_id != venue.id:
        raise NotFound
    checked({"name": form.name}, "UTC")
    first = {"key": "a", "name": {"zh": "普通座", "en": "Standard"}}
    made = await plans.begin(room, form.name, [first])
    return pages.redirect(request, f"/organiser/seat-maps/{made.id}")


async def show(request: Request) -> Response:
    """The plan, the editor, and the same by forms."""
    return await _page(request, await _editable(request))


async def draw(request: Request) -> Response:
    """The plan is what the editor, or a file, says."""
    seat_map = await _editable(request)
    form = await forms.read(request)
    try:
        typed = forms.typed(form, DrawingForm)
        drawing = _read(typed.plan).drawing()
        with errors.beside("plan", *WRONG):
            await plans.redraw(seat_map, drawing, revision=typed.revision)
    except Malformed as error:
        return await _page(request, seat_map, wrong=error.errors, typed=str(form.get("plan", "")))
    return pages.redirect(request, _home(seat_map))


async def add_rows(request: Request) -> Response:
    """More rows, or tables, behind those that are there."""
    seat_map = await _editable(request)
    form = await forms.read(request)
    try:
        typed = forms.typed(form, RowsForm)
        wish = typed.wish()
        more = rows_of(wish) if isinstance(wish, RowsWish) else tables_of(wish)
        plan = await _plan(seat_map)
        spots = behind(plan.spots, more)
        with errors.beside("first", *WRONG):
            await plans.redraw(seat_map, Drawing(plan.categories, spots), revision=typed.revision)
    except Malformed as error:
        return await _page(request, seat_map, rows=_typed(form), rows_wrong=error.errors)
    return pages.redirect(request, _home(seat_map))


async def change_row(request: Request) -> Response:
    """A row is called otherwise, is of another category, is numbered anew, or goes."""
    seat_map = await _editable(request)
    try:
        typed = await forms.parse(request, RowForm)
        plan = await _plan(seat_map)
        if typed.at >= len(plan.rows):
            raise Malformed({"at": gettext("Please choose one of the list.")})
        mine = {one.id for one in plan.rows[typed.at]}
        others = [one for one in plan.spots if one.id not in mine]
        changed = _changed(plan.rows[typed.at], typed) if typed.act == "change" else []
        drawing = Drawing(plan.categories, [*others, *changed])
        with errors.beside("row", *WRONG):
            await plans.redraw(seat_map, drawing, revision=typed.revision)
    except Malformed as error:
        return await _page(request, seat_map, row_wrong=error.errors)
    return pages.redirect(request, _home(seat_map))


async def name(request: Request) -> Response:
    """The plan and its categories are called so; a name in the blank fields is one more category."""
    seat_map = await _editable(request)
    form = await forms.read(request)
    plan = await _plan(seat_map)
    keys = [str(one["key"]) for one in plan.categories]
    named = [(key, _lines(form, f"category_{key}")) for key in keys]
    more = _lines(form, "category_new")
    if more and len(keys) < MOST_CATEGORIES:
        named.append((free_key(plan), more))
    categories = [{"key": key, "name": words} for key, words in named if words]
    title = _lines(form, "name")
    try:
        checked({"name": title}, "UTC")
        if not categories:
            raise Malformed({"categories": gettext("A plan has at least one category.")})
        typed = forms.typed(form, NamesForm)
        with errors.beside("categories", *WRONG):
            drawing = Drawing(categories, plan.spots)
            await plans.redraw(seat_map, drawing, revision=typed.revision)
        await plans.rename(seat_map, title)
    except Malformed as error:
        return await _page(request, seat_map, names_wrong=error.errors)
    return pages.redirect(request, _home(seat_map))


async def export(request: Request) -> Response:
    """The plan as JSON, to be kept or read in elsewhere."""
    seat_map = await _editable(request)
    body = msgspec.json.format(msgspec.json.encode(document(await _plan(seat_map))), indent=1)
    headers = {"content-disposition": f'attachment; filename="seats-{seat_map.id}.json"'}
    return Response(body, headers=headers, media_type="application/json")


def _read(words: str) -> SeatPlan:
    try:
        return msgspec.json.decode(words, type=SeatPlan)
    except msgspec.DecodeError as error:  # ValidationError is one
        said = gettext("This is no plan of seats: {reason}").format(reason=str(error)[:200])
        raise Malformed({"plan": said}) from error


def _changed(row: Sequence[Spot], form: RowForm) -> list[Spot]:
    return [
        replace(
            one,
            zone=form.zone,
            row=form.row,
            number=one.number - row[0].number + form.first_number,
            category=form.category,
        )
        for one in row
    ]


def _lines(form: FormData, field: str) -> dict[str, str]:
    sides = {lang: str(form.get(f"{field}_{lang}") or "").strip()[:200] for lang in ("zh", "en")}
    return {lang: words for lang, words in sides.items() if words}


def _typed(form: FormData) -> dict[str, str]:
    return {key: value for key, value in form.items() if isinstance(value, str)}


async def _page(request: Request, seat_map: SeatMap, **more: Any) -> Response:
    plan = await _plan(seat_map)
    wrong = [key for key in ("wrong", "rows_wrong", "row_wrong", "names_wrong") if more.get(key)]
    context: dict[str, Any] = {
        "wrong": {},
        "rows": {"first": "1", "count": "8", "seats": "12", "category": "a"},
        "rows_wrong": {},
        "row_wrong": {},
        "names_wrong": {},
        "typed": "",
        **more,
    }
    return await pages.render(
        request,
        "venues/seat_plan.html",
        status=422 if wrong else 200,
        seat_map=seat_map,
        venue=seat_map.room.venue,
        plan=plan,
        sheet=Sheet(plan),
        document=msgspec.json.encode(document(plan)).decode(),
        may_have_more=len(plan.categories) < MOST_CATEGORIES,
        **context,
    )


async def _plan(seat_map: SeatMap) -> Plan:
    present = await SeatMap.get(id=seat_map.id)
    return await plan_of(present.id, present.guid, present.revision)


async def _editable(request: Request) -> SeatMap:
    person = await auth.signed_in(request)
    return await plans.plan_behind(person, request.path_params["id"], Permission.AGENDA_EDIT)


def _home(seat_map: SeatMap) -> str:
    return f"/organiser/seat-maps/{seat_map.id}"


routes: list[BaseRoute] = [
    Route("/organiser/venues/{id:int}/seat-maps", begin, methods=["POST"], name="seat_map_begin"),
    Route(BASE + "/file.json", export, name="seat_map_export"),
    Route(BASE, show, name="seat_map"),
    Route(BASE + "/drawing", draw, methods=["POST"], name="seat_map_draw"),
    Route(BASE + "/rows", add_rows, methods=["POST"], name="seat_map_rows"),
    Route(BASE + "/row", change_row, methods=["POST"], name="seat_map_row"),
    Route(BASE + "/names", name, methods=["POST"], name="seat_map_names"),
]
