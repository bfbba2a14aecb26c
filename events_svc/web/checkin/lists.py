"""The organiser's check-in lists: what each means, its editor, putting away and bringing back."""

from typing import Any

import msgspec
from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.checkin import inside, queries, starts
from events_svc.checkin import lists as keeping
from events_svc.checkin.access import gate_of, list_of
from events_svc.checkin.errors import ListChanged, ListInUse
from events_svc.checkin.gates import check_list
from events_svc.checkin.lists import ListTerms
from events_svc.checkin.models import CheckinList
from events_svc.events.models import Event
from events_svc.web import forms, pages
from events_svc.web.access import editable_event
from events_svc.web.checkin import list_form, list_words, rule_words, surroundings
from events_svc.web.checkin.list_form import ListFields
from events_svc.web.checkin.list_rows import comparisons
from events_svc.web.checkin.surroundings import Surroundings
from events_svc.web.errors import beside
from events_svc.web.errors import words as words_of
from events_svc.web.fields import Id
from events_svc.web.state import Request


class GateListForm(msgspec.Struct):
    checkin_list_id: Id


async def index(request: Request) -> Response:
    """All lists, each in sentences, with its gates and who came."""
    return await _index(request, await editable_event(request, Permission.DOOR_VIEW))


async def begin(request: Request) -> Response:
    """The editor of a new list, from one of the ready-made beginnings."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    name = str(request.query_params.get("start") or "once")
    terms = starts.STARTS.get(name, starts.STARTS["once"])
    return await _editor(request, event, list_form.of_terms(terms, event), terms=terms)


async def make(request: Request) -> Response:
    """A new list, or the editor again with a row more or less."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    form = await forms.read(request)
    fields = list_form.of_form(form)
    if form.get("act"):
        return await _editor(request, event, fields, terms=_tried(form, fields, event))
    try:
        await keeping.make_list(event, list_form.read(form, fields, event))
    except forms.Malformed as wrong:
        fields.errors = wrong.errors
        return await _editor(request, event, fields, terms=None)
    return pages.redirect(request, _base(event))


async def edit(request: Request) -> Response:
    """The editor of a list."""
    event, one = await _list(request)
    terms = await keeping.terms_of(one)
    fields = list_form.of_terms(terms, event, seal=terms.seal)
    return await _editor(request, event, fields, terms=terms, one=one)


async def change(request: Request) -> Response:
    """The list has these terms from the next scan on."""
    event, one = await _list(request)
    form = await forms.read(request)
    fields = list_form.of_form(form)
    if form.get("act"):
        terms = _tried(form, fields, event)
        return await _editor(request, event, fields, terms=terms, one=one)
    try:
        with beside("seal", ListChanged):
            terms = list_form.read(form, fields, event)
            await keeping.change_list(event, one.id, terms, seen=str(form.get("seal") or ""))
    except forms.Malformed as wrong:
        fields.errors = wrong.errors
        return await _editor(request, event, fields, terms=None, one=one)
    return pages.redirect(request, _base(event))


async def remove(request: Request) -> Response:
    """The list is gone, or put away when somebody was scanned by it."""
    event, one = await _list(request)
    await forms.read(request)
    try:
        await keeping.remove_list(event, one.id)
    except ListInUse as wrong:  # said on the page of the lists
        return await _index(request, event, refused=words_of(wrong))
    return pages.redirect(request, _base(event))


async def restore(request: Request) -> Response:
    """A list that was put away is there again."""
    event, one = await _list(request)
    await forms.read(request)
    await keeping.restore_list(event, one.id)
    return pages.redirect(request, _base(event))


async def choose(request: Request) -> Response:
    """A gate checks another list."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    gate = await gate_of(event, request.path_params["id"])
    await check_list(gate, (await forms.parse(request, GateListForm)).checkin_list_id)
    return pages.redirect(request, _base(event))


async def _index(request: Request, event: Event, refused: str = "") -> Response:
    around = await surroundings.of(event)
    lists = await queries.lists(event)
    terms = {one.id: keeping.terms_with(one, types) for one, types in lists}
    return await pages.render(
        request,
        "checkin/lists.html",
        status=409 if refused else 200,
        event=event,
        lists=[one for one, _ in lists if one.removed_at is None],
        removed=[one for one, _ in lists if one.removed_at is not None],
        said={list_id: _said(one, around) for list_id, one in terms.items()},
        gates=around.gates,
        crowds=await inside.crowds(event.id),
        nobody=inside.Crowd(),
        starts=list_words.starts(),
        refused=refused,
    )


async def _editor(
    request: Request,
    event: Event,
    fields: ListFields,
    *,
    terms: ListTerms | None,
    one: CheckinList | None = None,
) -> Response:
    """The editor; `terms` are what the fields mean, None while they are not complete."""
    around = await surroundings.of(event)
    return await pages.render(
        request,
        "checkin/list.html",
        status=422 if fields.errors else 200,
        event=event,
        one=one,
        fields=fields,
        around=around,
        errors=fields.errors,
        starts=list_words.starts(),
        facts=list_words.facts(),
        comparisons=comparisons,
        comparison_words=list_words.comparison,
        weekdays=rule_words.weekdays(),
        said=_said(terms, around) if terms else [],
    )


def _tried(form: FormData, fields: ListFields, event: Event) -> ListTerms | None:
    try:
        return list_form.read(form, fields, event)
    except forms.Malformed:  # only a look at what is half typed
        return None


def _said(terms: ListTerms, around: Surroundings) -> list[str]:
    return list_words.sentences(terms, around.names, around.sessions)


async def _list(request: Request) -> tuple[Event, CheckinList]:
    event = await editable_event(request, Permission.DOOR_EDIT)
    return event, await list_of(event, request.path_params["id"])


def _base(event: Event) -> str:
    return f"/organiser/events/{event.slug}/door/lists"


DOOR = "/organiser/events/{slug}/door"
LISTS = DOOR + "/lists"
LIST = LISTS + "/{id:int}"
POST: dict[str, Any] = {"methods": ["POST"]}

routes: list[BaseRoute] = [
    Route(LISTS, index, name="door_lists"),
    Route(f"{LISTS}/new", begin, name="door_begin_list"),
    Route(LISTS, make, name="door_make_list", **POST),
    Route(LIST, edit, name="door_list"),
    Route(LIST, change, name="door_change_list", **POST),
    Route(f"{LIST}/removal", remove, name="door_remove_list", **POST),
    Route(f"{LIST}/return", restore, name="door_restore_list", **POST),
    Route(DOOR + "/gates/{id:int}/list", choose, name="door_gate_list", **POST),
]
