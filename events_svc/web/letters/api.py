"""Letters to an event's people in the API: read, written, sent now or later, called off."""

from datetime import datetime, timedelta
from operator import attrgetter
from typing import Annotated, Any

import msgspec
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.letters import dispatch, write
from events_svc.letters.audience import reach
from events_svc.letters.models import Audience, Entered, Letter, LetterState
from events_svc.letters.queries import letter_of, letters_of
from events_svc.letters.write import LetterFacts
from events_svc.tickets.models import OrderState
from events_svc.web import access, paging
from events_svc.web.api import Page, operation
from events_svc.web.fields import Id, Instant, Language
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.letters.form import LONGEST_LEAD, Body, Subject
from events_svc.web.state import Request

Minutes = Annotated[int, msgspec.Meta(ge=1, le=LONGEST_LEAD * 24 * 60)]


class LetterDraft(msgspec.Struct):
    """A letter to the people of an event who fit; nothing named chooses everybody. Its words may hold the
    placeholders that the console explains.
    """

    subject: dict[Language, Subject]
    body: dict[Language, Body]
    audience: Audience = Audience.BUYERS
    order_states: Annotated[list[OrderState], msgspec.Meta(max_length=20)] = msgspec.field(
        default_factory=lambda: [OrderState.PAID, OrderState.PARTLY_REFUNDED]
    )
    ticket_types: Annotated[list[Id], msgspec.Meta(max_length=200)] = []
    entered: Entered = Entered.ANY


class LetterDispatch(msgspec.Struct):
    """When it leaves: at an instant, or so many minutes before the event starts; neither: now."""

    at: Instant | None = None
    lead_minutes: Minutes | None = None


class LetterSummary(msgspec.Struct):
    """A letter in a list; `sent` are the mails that were written."""

    id: int
    subject: dict[str, str]
    state: LetterState
    send_at: datetime | None
    lead_minutes: int | None
    created_at: datetime
    sent: int


class LetterPage(msgspec.Struct):
    """Letters, newest first; `next` is the cursor of the page after, null on the last."""

    items: list[LetterSummary]
    next: str | None


class LetterView(LetterSummary):
    """A letter whole: it reaches so many `people` now, and so many chosen orders have no address."""

    body: dict[str, str]
    audience: Audience
    order_states: list[str]
    ticket_types: list[int]
    entered: Entered
    people: int
    orders_without: int


async def index(request: Request, page: Page) -> LetterPage:
    """List the letters, newest first."""
    event, before = await _event(request), paging.number(page.cursor)
    found = await letters_of(event, before=before, limit=page.limit + 1)
    shown, following = paging.cut(found, page.limit, by=attrgetter("id"))
    return LetterPage([LetterSummary(**_columns(one, LetterSummary)) for one in shown], following)


async def make(request: Request, draft: LetterDraft) -> LetterView:
    """Write a letter; it is a draft until it is sent."""
    return await _told(await write.write(await _event(request), _facts(draft)))


async def show(request: Request) -> LetterView:
    """Read a letter, and how many people it reaches."""
    return await _told(await _letter(request))


async def change(request: Request, draft: LetterDraft) -> LetterView:
    """Other words, or other people: 409 when it is on its way."""
    await write.change(await _letter(request), _facts(draft))
    return await show(request)


async def leave(request: Request, wanted: LetterDispatch) -> LetterView:
    """Send a letter, now or later: 409 when it is on its way, or nobody would get it."""
    letter = await _letter(request)
    if wanted.at is not None and wanted.lead_minutes is not None:
        raise Malformed({"at": gettext("Either an instant or a lead, please.")})
    if wanted.at is not None:
        await dispatch.schedule(letter, wanted.at)
    elif wanted.lead_minutes is not None:
        await dispatch.remind(letter, timedelta(minutes=wanted.lead_minutes))
    else:
        await dispatch.send(letter)
    return await show(request)


async def call_off(request: Request) -> None:
    """Call a letter off that waits for its time, or throw a draft away."""
    await dispatch.call_off(await _letter(request))


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.ORDERS_EDIT)


async def _letter(request: Request) -> Letter:
    return await letter_of(await _event(request), request.path_params["id"])


async def _told(letter: Letter) -> LetterView:
    reached = await reach(letter)
    columns = _columns(letter, LetterView)
    return LetterView(**columns, people=reached.people, orders_without=reached.orders_without)


def _facts(draft: LetterDraft) -> LetterFacts:
    return LetterFacts(**msgspec.structs.asdict(draft))


def _columns(letter: Letter, view: type[msgspec.Struct]) -> dict[str, Any]:
    names = {*view.__struct_fields__} - {"people", "orders_without"}
    return {name: getattr(letter, name) for name in names}


LETTERS = "/events/{slug}/letters"
ONE = LETTERS + "/{id:int}"

routes: list[BaseRoute] = [
    operation("GET", LETTERS, index, name="letters", query=Page, answer=LetterPage),
    operation(
        "POST",
        LETTERS,
        make,
        name="write_letter",
        body=LetterDraft,
        answer=LetterView,
        status=201,
    ),
    operation("GET", ONE, show, name="letter", answer=LetterView),
    operation(
        "PUT",
        ONE,
        change,
        name="change_letter",
        body=LetterDraft,
        answer=LetterView,
        refusals=[409],
    ),
    operation(
        "POST",
        ONE + "/dispatch",
        leave,
        name="send_letter",
        body=LetterDispatch,
        answer=LetterView,
    ),
    operation("DELETE", ONE + "/dispatch", call_off, name="call_off_letter", refusals=[409]),
]
