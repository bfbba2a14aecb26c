"""The questions of an event, for its organisers: what is asked, of whom, after what."""

from collections import Counter
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.text import in_language
from events_svc.tickets.offered import types_of
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.questions import ask as questions
from events_svc.tickets.questions.answers import DECIDING
from events_svc.tickets.questions.errors import (
    AnsweredAlready,
    DependsWrong,
    OptionsNeeded,
    OthersDepend,
)
from events_svc.tickets.questions.models import AnswerKind, TicketAnswer, TicketQuestion
from events_svc.tickets.questions.queries import questions_of
from events_svc.web import access, forms, i18n, pages
from events_svc.web.errors import beside
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets.questions import fields, sheet, words


async def index(request: Request) -> Response:
    """All questions in their order, with how many have answered."""
    event = await _event(request)
    found = await questions_of(event.id)
    answered = TicketAnswer.filter(question__event_id=event.id)
    return await pages.render(
        request,
        "tickets/questions/index.html",
        event=event,
        questions=found,
        by_id={one.id: one for one in found},
        answered=Counter(await answered.values_list("question_id", flat=True)),
        types={one.id: one for one in await _types(event)},
        words=words,
    )


async def new(request: Request) -> Response:
    """The empty form of a question, the last in the order."""
    event = await _event(request)
    count = await TicketQuestion.filter(event_id=event.id).count()
    return await _page(request, event, None, {"position": count + 1})


async def add(request: Request) -> Response:
    """The event asks one thing more."""
    event = await _event(request)
    form = await forms.read(request)
    try:
        asked = forms.typed(form, fields.QuestionForm).asked()
        with beside("options", OptionsNeeded), beside("after", DependsWrong):
            await questions.ask(event, asked)
    except forms.Malformed as wrong:
        return await _page(request, event, None, sheet.typed(form), wrong.errors)
    return pages.redirect(request, _base(event))


async def edit(request: Request) -> Response:
    """The form of a question as it stands."""
    event = await _event(request)
    question = await questions.question_of(event, request.path_params["id"])
    return await _page(request, event, question, fields.values_of(question))


async def change(request: Request) -> Response:
    """The question says this."""
    event = await _event(request)
    question = await questions.question_of(event, request.path_params["id"])
    form = await forms.read(request)
    try:
        asked = forms.typed(form, fields.QuestionForm).asked()
        with (
            beside("options", OptionsNeeded),
            beside("after", DependsWrong),
            beside("kind", AnsweredAlready, OthersDepend),
        ):
            await questions.reword(event, question.id, asked)
    except forms.Malformed as wrong:
        return await _page(request, event, question, sheet.typed(form), wrong.errors)
    return pages.redirect(request, _base(event))


async def remove(request: Request) -> Response:
    """The question is asked no more, and its answers are gone."""
    event = await _event(request)
    await forms.read(request)
    await questions.drop(event, request.path_params["id"])
    return pages.redirect(request, _base(event))


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.TICKETS_EDIT)


async def _types(event: Event) -> list[TicketType]:
    return await types_of(event)


async def _page(
    request: Request,
    event: Event,
    question: TicketQuestion | None,
    values: dict[str, Any],
    errors: dict[str, str] | None = None,
) -> Response:
    lang = i18n.language.get()
    others = [one for one in await questions_of(event.id) if not question or one.id != question.id]
    return await pages.render(
        request,
        "tickets/questions/edit.html",
        status=422 if errors else 200,
        event=event,
        question=question,
        types=[(one.id, in_language(one.name, lang)) for one in await _types(event)],
        before=[(one, _after(one)) for one in others if one.kind in DECIDING],
        kinds=words.kinds(),
        moments=words.moments(),
        values=values,
        errors=errors or {},
    )


def _after(question: TicketQuestion) -> list[tuple[str, str]]:
    """The answers to a question after which another may be asked, as its form writes and shows them."""
    if question.kind is AnswerKind.YES_NO:
        return [(f"{question.id}:yes", gettext("Yes")), (f"{question.id}:no", gettext("No"))]
    lang = i18n.language.get()
    options = enumerate(question.options)
    return [(f"{question.id}:{place}", in_language(one, lang)) for place, one in options]


def _base(event: Event) -> str:
    return f"/organiser/events/{event.slug}/questions"


QUESTIONS = "/organiser/events/{slug}/questions"
ONE = QUESTIONS + "/{id:int}"

routes: list[BaseRoute] = [
    Route(QUESTIONS, index, methods=["GET"]),
    Route(QUESTIONS, add, methods=["POST"]),
    Route(QUESTIONS + "/new", new, methods=["GET"]),
    Route(ONE, edit, methods=["GET"]),
    Route(ONE, change, methods=["POST"]),
    Route(ONE + "/removal", remove, methods=["POST"]),
]
