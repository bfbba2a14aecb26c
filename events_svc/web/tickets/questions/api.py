"""Questions and answers in the API."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.tickets.access import ticket_numbered
from events_svc.tickets.questions import ask as questions
from events_svc.tickets.questions.answers import CHOOSING
from events_svc.tickets.questions.ask import Asked
from events_svc.tickets.questions.depend import of_type
from events_svc.tickets.questions.errors import AnswersWrong
from events_svc.tickets.questions.give import answer, read
from events_svc.tickets.questions.models import AnswerKind, AskedAt, TicketQuestion
from events_svc.tickets.questions.queries import answers_of, questions_of, sheets
from events_svc.web import access, paging
from events_svc.web.api import Page, operation
from events_svc.web.fields import Id, Language, Line
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets.questions.fields import MOST_OPTIONS
from events_svc.web.tickets.questions.words import problem

Texts = dict[Language, Line]
Hints = dict[Language, Annotated[str, Meta(max_length=1000)]]
Key = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,17}\Z")]
Given = dict[Key, Any]
Answers = tuple[tuple[int, Any], ...]


class TicketQuestionDraft(msgspec.Struct):
    """A question to holders. `depends_values` are the answers to the question `depends_on` after which it
    is asked: positions of options from 0, or true and false.
    """

    kind: AnswerKind
    label: Texts
    hint: Hints = {}
    options: Annotated[list[Texts], Meta(max_length=MOST_OPTIONS)] = []
    is_required: bool = False
    asked_at: AskedAt = AskedAt.PURCHASE
    only_types: Annotated[list[Id], Meta(max_length=200)] = []
    depends_on: Id | None = None
    depends_values: Annotated[
        list[bool | Annotated[int, Meta(ge=0, le=MOST_OPTIONS)]], Meta(max_length=MOST_OPTIONS)
    ] = []
    position: Annotated[int, Meta(ge=0, le=1000)] = 0

    def asked(self) -> Asked:
        """The draft as the domain takes it; raises Malformed where a text is missing."""
        if not self.label or not all(self.options):
            raise Malformed({"label": gettext("Chinese (zh) or English (en), please.")})
        given = {name: getattr(self, name) for name in self.__struct_fields__}
        given["depends_on_id"] = given.pop("depends_on")
        given["options"] = self.options if self.kind in CHOOSING else []
        return Asked(**given)


class TicketQuestionView(TicketQuestionDraft):
    """A question to holders, with the id under which answers name it."""

    id: int = 0


class TicketQuestionList(msgspec.Struct):
    """The questions of an event, each after the one on which it depends."""

    items: list[TicketQuestionView]


class TicketAnswersDraft(msgspec.Struct):
    """All answers of a ticket, by id of the question: a string, number, true or false, the position of an
    option or a list of them, a phone number as {"country": "CN", "number": "138…"}.
    """

    answers: Annotated[Given, Meta(max_length=200)]


class TicketAnswersView(msgspec.Struct):
    """The answers of a ticket that stands, by id of the question."""

    number: int
    ticket_type: int
    answers: Given


class TicketAnswersPage(msgspec.Struct):
    """Tickets by number, with their answers."""

    items: list[TicketAnswersView]
    next: str | None


async def listed(request: Request) -> TicketQuestionList:
    """List what is asked of the holders of tickets."""
    event = await access.public_event(request)
    return TicketQuestionList([view(one) for one in await questions_of(event.id)])


async def make(request: Request, draft: TicketQuestionDraft) -> TicketQuestionView:
    """Ask the holders of tickets something."""
    return view(await questions.ask(await _event(request), draft.asked()))


async def change(request: Request, draft: TicketQuestionDraft) -> TicketQuestionView:
    """Say a question anew: 409 where answers would change their sense."""
    event = await _event(request)
    return view(await questions.reword(event, request.path_params["id"], draft.asked()))


async def remove(request: Request) -> TicketQuestionList:
    """Take a question away, with all answers to it; the rest is answered."""
    event = await _event(request)
    await questions.drop(event, request.path_params["id"])
    return TicketQuestionList([view(one) for one in await questions_of(event.id)])


async def answers(request: Request, page: Page) -> TicketAnswersPage:
    """List the tickets that stand with what was answered for them."""
    event = await access.editable_event(request, Permission.ORDERS_VIEW)
    after = paging.number(page.cursor) or 0
    found = await sheets(event, after=after, limit=page.limit + 1)
    shown, following = paging.cut(found, page.limit, by=lambda one: one.ticket.number)
    return TicketAnswersPage(
        [
            TicketAnswersView(one.ticket.number, one.ticket.ticket_type_id, _keyed(one.given))
            for one in shown
        ],
        following,
    )


async def give(request: Request, draft: TicketAnswersDraft) -> TicketAnswersView:
    """Set the answers of a ticket."""
    event = await access.editable_event(request, Permission.ORDERS_EDIT)
    ticket = await ticket_numbered(event, request.path_params["number"])
    asked = of_type(await questions_of(event.id), ticket.ticket_type_id)
    kept = {one: value for one, value in (await answers_of(ticket)).items() if _is_file(value)}
    given = await answer(ticket, kept | read_given(asked, draft.answers))
    return TicketAnswersView(ticket.number, ticket.ticket_type_id, _keyed(given))


def read_given(asked: list[TicketQuestion], given: Given, place: str = "answers") -> dict[int, Any]:
    """Answers of a body in the shape in which they are kept; raises Malformed by `answers.12`."""
    by_id = {one.id: one for one in asked if one.kind is not AnswerKind.FILE}
    unknown = [key for key in given if int(key) not in by_id]
    if unknown:
        raise Malformed({f"{place}.{key}": gettext("This is not asked here.") for key in unknown})
    try:
        return read(asked, {int(key): _raw(by_id[int(key)], one) for key, one in given.items()})
    except AnswersWrong as wrong:
        errors = {f"{place}.{one}": problem(key) for one, key in wrong.problems.items()}
        raise Malformed(errors) from wrong


async def read_answers(slug: str, every: Sequence[Given]) -> list[Answers]:
    """The answers of those whom a body names, as an order keeps them; nothing is asked where none answers."""
    if not any(every):
        return [()] * len(every)
    asked = await TicketQuestion.filter(event__slug=slug)
    return [tuple(sorted(read_given(asked, one).items())) for one in every]


def view(question: TicketQuestion) -> TicketQuestionView:
    """A question as the API shows it."""
    names = [name for name in TicketQuestionView.__struct_fields__ if name != "depends_on"]
    given = {name: getattr(question, name) for name in names}
    return TicketQuestionView(**given, depends_on=question.depends_on_id)


def _raw(question: TicketQuestion, value: Any) -> Any:
    """An answer of JSON as forms give it, which is what the domain reads."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if question.kind is AnswerKind.CHOICES:
        return [str(one) for one in value] if isinstance(value, list) else [str(value)]
    if question.kind is AnswerKind.PHONE:
        return value if isinstance(value, dict) else {"number": str(value)}
    return str(value)


def _keyed(given: Any) -> Given:
    return {str(one): value for one, value in given.items()}


def _is_file(value: Any) -> bool:
    return isinstance(value, dict) and "file" in value


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.TICKETS_EDIT)


EVENT = "/events/{slug}"
ONE = EVENT + "/questions/{id:int}"

routes: list[BaseRoute] = [
    operation(
        "GET",
        EVENT + "/questions",
        listed,
        name="ticket_questions",
        answer=TicketQuestionList,
        is_public=True,
    ),
    operation(
        "POST",
        EVENT + "/questions",
        make,
        name="make_ticket_question",
        body=TicketQuestionDraft,
        answer=TicketQuestionView,
        status=201,
    ),
    operation(
        "PUT",
        ONE,
        change,
        name="change_ticket_question",
        body=TicketQuestionDraft,
        answer=TicketQuestionView,
    ),
    operation("DELETE", ONE, remove, name="remove_ticket_question", answer=TicketQuestionList),
    operation(
        "GET",
        EVENT + "/answers",
        answers,
        name="ticket_answers",
        query=Page,
        answer=TicketAnswersPage,
    ),
    operation(
        "PUT",
        EVENT + "/tickets/{number:int}/answers",
        give,
        name="give_ticket_answers",
        body=TicketAnswersDraft,
        answer=TicketAnswersView,
    ),
]
