"""The organiser's calls: make, publish, close; what they take and ask."""

import secrets
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.calls import make, offers, queries, questions
from events_svc.calls.errors import CodeTaken, HasProposals, OptionsFixed, SlugTaken, TypeTaken
from events_svc.calls.models import AccessCode, Call, Question
from events_svc.events.models import Event
from events_svc.schedule.content import ALPHABET
from events_svc.text import in_language
from events_svc.web import access, forms, i18n, pages
from events_svc.web.calls import fields, words
from events_svc.web.errors import beside
from events_svc.web.i18n import gettext
from events_svc.web.state import Request


async def index(request: Request) -> Response:
    """The event's calls with what came in, and the form of one more."""
    return await _index(request, await _event(request))


async def create(request: Request) -> Response:
    """One more call, not yet published."""
    event = await _event(request)
    try:
        terms = (await forms.parse(request, fields.CallForm)).terms(event)
        with beside("slug", SlugTaken):
            call = await make.make(event, terms)
    except forms.Malformed as wrong:
        values = await forms.as_typed(request)
        return await _index(request, event, values=values, errors=wrong.errors)
    return pages.redirect(request, _base(event, call))


async def show(request: Request) -> Response:
    """A call: its words and times, what it takes, what it asks, its codes."""
    event, call = await console_call(request)
    return await _page(request, event, call)


async def change(request: Request) -> Response:
    """The call says this."""
    event, call = await console_call(request)
    try:
        terms = (await forms.parse(request, fields.CallForm)).terms(event)
        with beside("slug", SlugTaken):
            await make.change(call, terms)
    except forms.Malformed as wrong:
        values = await forms.as_typed(request)
        return await _page(request, event, call, values=values, errors=wrong.errors)
    return pages.redirect(request, f"/organiser/events/{event.slug}/calls/{terms.slug}")


async def publish(request: Request) -> Response:
    """The call has its page."""
    event, call = await console_call(request)
    await forms.read(request)
    await make.publish(call)
    return pages.redirect(request, _base(event, call))


async def unpublish(request: Request) -> Response:
    """The call's page is gone."""
    event, call = await console_call(request)
    await forms.read(request)
    await make.withdraw(call)
    return pages.redirect(request, _base(event, call))


async def close(request: Request) -> Response:
    """The call ends now."""
    event, call = await console_call(request)
    await forms.read(request)
    await make.close(call)
    return pages.redirect(request, _base(event, call))


async def add_offer(request: Request) -> Response:
    """The call takes one session type more."""
    event, call = await console_call(request)
    try:
        form = await forms.parse(request, fields.OfferForm)
        type_id = form.session_type or await _new_type(event, call, form)
        with beside("session_type", TypeTaken):
            await offers.offer(call, type_id, form.terms(event))
    except forms.Malformed as wrong:
        values = await forms.as_typed(request)
        return await _page(request, event, call, offer_values=values, errors=wrong.errors)
    return pages.redirect(request, _base(event, call) + "#offers")


async def change_offer(request: Request) -> Response:
    """A type has another deadline."""
    event, call = await console_call(request)
    form = await forms.parse(request, fields.OfferForm)
    await offers.change(call, request.path_params["id"], form.terms(event))
    return pages.redirect(request, _base(event, call) + "#offers")


async def remove_offer(request: Request) -> Response:
    """A type is taken no more."""
    event, call = await console_call(request)
    await forms.read(request)
    await offers.remove(call, request.path_params["id"])
    return pages.redirect(request, _base(event, call) + "#offers")


async def add_code(request: Request) -> Response:
    """One access code more."""
    event, call = await console_call(request)
    try:
        form = await forms.parse(request, fields.CodeForm)
        made = "".join(secrets.choice(ALPHABET) for _ in range(10))
        with beside("access_code", CodeTaken):
            await offers.add_code(call, form.terms(event, made))
    except forms.Malformed as wrong:
        values = await forms.as_typed(request)
        return await _page(request, event, call, code_values=values, errors=wrong.errors)
    return pages.redirect(request, _base(event, call) + "#codes")


async def remove_code(request: Request) -> Response:
    """A code opens nothing any more."""
    event, call = await console_call(request)
    await forms.read(request)
    await offers.remove_code(call, request.path_params["id"])
    return pages.redirect(request, _base(event, call) + "#codes")


async def add_question(request: Request) -> Response:
    """The call asks one thing more."""
    event, call = await console_call(request)
    try:
        asked = (await forms.parse(request, fields.QuestionForm)).asked()
        await questions.ask(call, asked)
    except forms.Malformed as wrong:
        return await _question(request, event, call, None, errors=wrong.errors)
    return pages.redirect(request, _base(event, call) + "#questions")


async def new_question(request: Request) -> Response:
    """The empty form of a question."""
    event, call = await console_call(request)
    return await _question(request, event, call, None)


async def edit_question(request: Request) -> Response:
    """The form of a question as it stands."""
    event, call = await console_call(request)
    return await _question(request, event, call, await _asked(request, call))


async def change_question(request: Request) -> Response:
    """The question says this."""
    event, call = await console_call(request)
    question = await _asked(request, call)
    try:
        asked = (await forms.parse(request, fields.QuestionForm)).asked()
        with beside("options", OptionsFixed), beside("kind", HasProposals):
            await questions.reword(call, question.id, asked)
    except forms.Malformed as wrong:
        return await _question(request, event, call, question, errors=wrong.errors)
    return pages.redirect(request, _base(event, call) + "#questions")


async def remove_question(request: Request) -> Response:
    """The question is asked no more, and its answers are gone."""
    event, call = await console_call(request)
    await forms.read(request)
    await questions.drop(call, request.path_params["id"])
    return pages.redirect(request, _base(event, call) + "#questions")


async def console_call(request: Request) -> tuple[Event, Call]:
    """The event and call of the path, for who may edit its agenda."""
    event = await _event(request)
    return event, await queries.call_of(event, request.path_params["call"])


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.AGENDA_EDIT)


async def _asked(request: Request, call: Call) -> Question:
    question = await Question.get_or_none(id=request.path_params["id"], call_id=call.id)
    if question is None:
        raise NotFound
    return question


async def _new_type(event: Event, call: Call, form: fields.OfferForm) -> int:
    if not form.type_name:
        raise forms.Malformed({"type_name": gettext("Please fill this in.")})
    key = form.key(len(await queries.types(event.id)))
    made = await offers.new_type(call, form.type_name, key=key, minutes=form.minutes)
    return int(made.id)


async def _index(
    request: Request,
    event: Event,
    *,
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    calls = await queries.calls_of(event)
    return await pages.render(
        request,
        "calls/console.html",
        status=422 if errors else 200,
        event=event,
        calls=calls,
        counts=await queries.counts(calls),
        call_mark=words.call_mark,
        values=values or {},
        errors=errors or {},
    )


async def _page(
    request: Request,
    event: Event,
    call: Call,
    *,
    values: dict[str, Any] | None = None,
    offer_values: dict[str, Any] | None = None,
    code_values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    whole = await queries.whole(call)
    return await pages.render(
        request,
        "calls/edit.html",
        status=422 if errors else 200,
        event=event,
        call=call,
        whole=whole,
        mark=words.call_mark(call),
        counts=(await queries.counts([call]))[call.id],
        types=await queries.types(event.id),
        codes=await AccessCode.filter(call_id=call.id).order_by("id"),
        kinds=dict(words.kinds()),
        local=lambda instant: fields.local(instant, event),
        public_url=request.state["settings"].public_url,
        values=values or fields.values_of(call, event),
        offer_values=offer_values or {},
        code_values=code_values or {},
        errors=errors or {},
    )


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


def _base(event: Event, call: Call) -> str:
    return f"/organiser/events/{event.slug}/calls/{call.slug}"


CALLS = "/organiser/events/{slug}/calls"
CALL = CALLS + "/{call}"

routes: list[BaseRoute] = [
    Route(CALLS, index, methods=["GET"], name="calls_console"),
    Route(CALLS, create, methods=["POST"], name="call_create"),
    Route(CALL, show, methods=["GET"], name="call_console"),
    Route(CALL, change, methods=["POST"], name="call_change"),
    Route(CALL + "/publication", publish, methods=["POST"], name="call_publish"),
    Route(CALL + "/unpublication", unpublish, methods=["POST"], name="call_unpublish"),
    Route(CALL + "/closing", close, methods=["POST"], name="call_close"),
    Route(CALL + "/offers", add_offer, methods=["POST"], name="offer_add"),
    Route(CALL + "/offers/{id:int}", change_offer, methods=["POST"], name="offer_change"),
    Route(CALL + "/offers/{id:int}/removal", remove_offer, methods=["POST"], name="offer_remove"),
    Route(CALL + "/codes", add_code, methods=["POST"], name="code_add"),
    Route(CALL + "/codes/{id:int}/removal", remove_code, methods=["POST"], name="code_remove"),
    Route(CALL + "/questions/new", new_question, methods=["GET"], name="question_new"),
    Route(CALL + "/questions", add_question, methods=["POST"], name="question_add"),
    Route(CALL + "/questions/{id:int}", edit_question, methods=["GET"], name="question_edit"),
    Route(CALL + "/questions/{id:int}", change_question, methods=["POST"], name="question_change"),
    Route(
        CALL + "/questions/{id:int}/removal",
        remove_question,
        methods=["POST"],
        name="question_remove",
    ),
]
