"""Check-in lists over the API."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.checkin import lists, queries
from events_svc.checkin.lists import ListTerms
from events_svc.checkin.models import CheckinList
from events_svc.web.access import editable_event
from events_svc.web.api import operation
from events_svc.web.fields import Id, Name
from events_svc.web.state import Request

Day = Annotated[str, msgspec.Meta(max_length=10)]


class CheckinListDraft(msgspec.Struct):
    """Who may enter; no ticket types means all. `rules` is the JsonLogic subset of docs/door.md.

    `days` names by ticket type (its id as text) the days on which it enters, if not on all. A list of a
    session takes its attendance. Through an entrance one is in the house; not so at lunch or in a session.
    """

    name: Name
    ticket_types: Annotated[list[Id], msgspec.Meta(max_length=200)] = []
    rules: dict[str, Any] = {}
    allow_unpaid: bool = False
    multi_entry: bool = False
    entry_after_exit: bool = False
    days: Annotated[
        dict[str, Annotated[list[Day], msgspec.Meta(max_length=100)]], msgspec.Meta(max_length=200)
    ] = {}
    session_id: Id | None = None
    is_entrance: bool = True


class CheckinListChange(CheckinListDraft, kw_only=True):
    """All terms of the list, and the `seal` of those that were read before."""

    seal: Annotated[str, msgspec.Meta(max_length=64)]


class CheckinListView(msgspec.Struct):
    """A list; `is_removed`: put away, because there are scans of it."""

    id: int
    name: dict[str, str]
    ticket_types: list[int]
    rules: dict[str, Any]
    allow_unpaid: bool
    multi_entry: bool
    entry_after_exit: bool
    days: dict[str, list[str]]
    session_id: int | None
    is_entrance: bool
    is_removed: bool
    seal: str


class CheckinListViews(msgspec.Struct):
    items: list[CheckinListView]


async def all_lists(request: Request) -> CheckinListViews:
    """The event's check-in lists."""
    event = await editable_event(request, Permission.DOOR_VIEW)
    return CheckinListViews([_view(one, types) for one, types in await queries.lists(event)])


async def make_list(request: Request, body: CheckinListDraft) -> CheckinListView:
    """Make a check-in list."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    made = await lists.make_list(event, ListTerms(**msgspec.structs.asdict(body)))
    return _view(made, body.ticket_types)


async def change_list(request: Request, body: CheckinListChange) -> CheckinListView:
    """Give a check-in list other terms, from the next scan on."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    given = msgspec.structs.asdict(body)
    seen = given.pop("seal")
    list_id = request.path_params["list_id"]
    changed = await lists.change_list(event, list_id, ListTerms(**given), seen=seen)
    return _view(changed, body.ticket_types)


async def remove_list(request: Request) -> None:
    """Remove a check-in list; one with scans is put away, since its log stays."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    await lists.remove_list(event, request.path_params["list_id"])


def _view(one: CheckinList, types: Sequence[int]) -> CheckinListView:
    terms = lists.terms_with(one, sorted(set(types)))
    return CheckinListView(
        id=one.id,
        name=one.name,
        ticket_types=[*terms.ticket_types],
        rules=one.rules,
        allow_unpaid=one.allow_unpaid,
        multi_entry=one.multi_entry,
        entry_after_exit=one.entry_after_exit,
        days=one.days,
        session_id=one.session_id,
        is_entrance=one.is_entrance,
        is_removed=one.removed_at is not None,
        seal=terms.seal,
    )


LISTS = "/events/{slug}/checkin-lists"
LIST = LISTS + "/{list_id:int}"

routes: list[BaseRoute] = [
    operation("GET", LISTS, all_lists, name="checkin_lists", answer=CheckinListViews),
    operation(
        "POST",
        LISTS,
        make_list,
        name="make_checkin_list",
        body=CheckinListDraft,
        answer=CheckinListView,
        status=201,
    ),
    operation(
        "PUT",
        LIST,
        change_list,
        name="change_checkin_list",
        body=CheckinListChange,
        answer=CheckinListView,
        refusals=(409,),
    ),
    operation("DELETE", LIST, remove_list, name="remove_checkin_list", refusals=(409,)),
]
