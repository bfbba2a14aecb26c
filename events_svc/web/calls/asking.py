"""The questions of a call, for its organisers."""

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.calls import queries, questions
from events_svc.calls.errors import HasProposals, OptionsFixed
from events_svc.calls.models import Call, Question
from events_svc.events.models import Event
from events_svc.text import in_language
from events_svc.web import forms, i18n, pages
from events_svc.web.calls import fields, words
from events_svc.web.calls.console import CALL, base, console_call
from events_svc.web.errors import beside
from events_svc.web.state import Request


async def new_question(request: Request) -> Response:
    """The empty form of a question."""
    event, call = await console_call(request)
    return await _question(request, event, call, None)


async def add_question(request: Request) -> Response:
    """The call asks one thing more."""
    event, call = await console_call(request)
    try:
        asked = (await forms.parse(request, fields.QuestionForm)).asked()
        await questions.ask(call, asked)
    except forms.Malformed as wrong:
        return await _question(request, event, call, None, errors=wrong.errors)
    return pages.redirect(request, base(event, call) + "#questions")


async def edit_question(request: Request) -> Response:
    """The form of a question as it stands."""
    event, call = await console_call(request)
    return await _question(
        request, event, call, await questions.question_of(call, request.path_params["id"])
    )


async def change_question(request: Request) -> Response:
    """The question says this."""
    event, call = await console_call(request)
    question = await questions.question_of(call, request.path_params["id"])
    try:
        asked = (await forms.parse(request, fields.QuestionForm)).asked()
        with beside("options", OptionsFixed), beside("kind", HasProposals):
            await questions.reword(call, question.id, asked)
    except forms.Malformed as wrong:
        return await _question(request, event, call, question, errors=wrong.errors)
    return pages.redirect(request, base(event, call) + "#questions")


async def remove_question(request: Request) -> Response:
    """The question is asked no more, and its answers are gone."""
    event, call = await console_call(request)
    await forms.read(request)
    await questions.drop(call, request.path_params["id"])
    return pages.redirect(request, base(event, call) + "#questions")


async def _question(
    request: Request,
    event: Event,
    call: Call,
    question: Question | None,
    *,
    errors: dict[str, str] | None = None,
) -> Response:
    values: dict[str, Any] = fields.values_of_question(question) if question else {}
    if errors:
        form = await request.form()
        values = {**await forms.as_typed(request)}
        values |= {name: form.getlist(name) for name in ("only_types", "only_tracks")}
    whole, lang = await queries.whole(call), i18n.language.get()
    return await pages.render(
        request,
        "calls/question.html",
        status=422 if errors else 200,
        event=event,
        call=call,
        question=question,
        types=[(o.session_type_id, in_language(o.session_type.name, lang)) for o in whole.offers],
        tracks=[(track.id, in_language(track.name, lang)) for track in whole.tracks],
        kinds=words.kinds(),
        values=values,
        errors=errors or {},
    )


QUESTIONS = CALL + "/questions"
ONE = QUESTIONS + "/{id:int}"

routes: list[BaseRoute] = [
    Route(QUESTIONS + "/new", new_question, methods=["GET"], name="question_new"),
    Route(QUESTIONS, add_question, methods=["POST"], name="question_add"),
    Route(ONE, edit_question, methods=["GET"], name="question_edit"),
    Route(ONE, change_question, methods=["POST"], name="question_change"),
    Route(ONE + "/removal", remove_question, methods=["POST"], name="question_remove"),
]
