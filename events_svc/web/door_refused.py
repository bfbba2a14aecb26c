"""The organiser's page of answers that were brought from the door and could not be kept: who, what was asked,
what was answered, why it was refused; whoever has put it right takes it off the list.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.answering import AnswerWrong
from events_svc.checkin.desk import refused
from events_svc.checkin.desk.models import RefusedAnswer
from events_svc.checkin.models import Gate
from events_svc.tickets.questions.answers import checked
from events_svc.tickets.questions.give import OPEN
from events_svc.tickets.questions.models import AnswerKind, TicketQuestion
from events_svc.tickets.questions.queries import questions_of
from events_svc.web import auth, forms, pages, paging
from events_svc.web.access import editable_event
from events_svc.web.i18n import gettext
from events_svc.web.occasion import words as text
from events_svc.web.state import Request
from events_svc.web.tickets.questions import words

PAGE = 50

Given = Mapping[str, Sequence[str]]


async def show(request: Request) -> Response:
    """What waits for a person, oldest first."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    after = paging.number(request.query_params.get("cursor", ""))
    found = await refused.open_of(event.id, limit=PAGE + 1, after=after)
    shown, following = paging.cut(found, PAGE, by=lambda pair: pair[0].id)
    questions = await questions_of(event.id)
    gates = dict(await Gate.filter(event_id=event.id).values_list("id", "name"))
    return await pages.render(
        request,
        "checkin/refused.html",
        event=event,
        waiting=[(one, ticket, said(questions, one.given)) for one, ticket in shown],
        count=await refused.open_count(event.id),
        following=following,
        gates=gates,
        open_states=OPEN,
    )


async def settle(request: Request) -> Response:
    """A person has seen to these answers."""
    event = await editable_event(request, Permission.DOOR_EDIT)
    one = await RefusedAnswer.get_or_none(id=request.path_params["id"], event_id=event.id)
    if one is None:
        raise NotFound
    await forms.read(request)
    await refused.settle(one, by=(await auth.signed_in(request)).user_id)
    return pages.redirect(request, f"/organiser/events/{event.slug}/door/answers")


def said(questions: Sequence[TicketQuestion], given: Given) -> list[tuple[str, str]]:
    """Each question that was answered and its answer, as people read them; what fits nothing as it was typed."""
    asked = {f"q{one.id}": one for one in questions}
    return [
        (_label(name, asked.get(name)), _answer(name, given, asked.get(name)))
        for name in given
        if not name.endswith("-country")
    ]


def _label(name: str, question: TicketQuestion | None) -> str:
    if question is not None:
        return text(question.label)
    return gettext("Question {number}").format(number=name.removeprefix("q"))


def _answer(name: str, given: Given, question: TicketQuestion | None) -> str:
    typed = gettext(", ").join(given[name])
    if question is None:
        return typed
    try:
        return words.answer_words(question, checked(question, _raw(name, given, question))) or typed
    except AnswerWrong:
        return typed


def _raw(name: str, given: Given, question: TicketQuestion) -> Any:
    """The answer as `answers.checked` takes it; see web/tickets/questions/sheet.py."""
    values = [*given[name]]
    if question.kind is AnswerKind.CHOICES:
        return values
    if question.kind is AnswerKind.PHONE:
        country = "".join(given.get(f"{name}-country", ()))
        return {"country": country, "number": "".join(values)}
    return {} if question.kind is AnswerKind.FILE else "".join(values)


ANSWERS = "/organiser/events/{slug}/door/answers"

routes: list[BaseRoute] = [
    Route(ANSWERS, show, name="door_answers"),
    Route(ANSWERS + "/{id:int}", settle, methods=["POST"], name="door_settle_answers"),
]
