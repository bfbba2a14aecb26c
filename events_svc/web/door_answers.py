"""What phones ask by themselves while nobody can be reached: empty sheets to carry, and the answers to bring."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.checkin.desk import answering, refused
from events_svc.checkin.desk.refused import Refused
from events_svc.checkin.models import Gate
from events_svc.text import LANGUAGES, Text
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.questions.depend import of_type
from events_svc.tickets.questions.errors import AnswersOver
from events_svc.tickets.questions.models import AnswerKind, TicketQuestion
from events_svc.tickets.questions.queries import questions_of
from events_svc.web import forms, i18n, pages
from events_svc.web.api import operation
from events_svc.web.checkin import devices
from events_svc.web.errors import words as words_of
from events_svc.web.fields import Id
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets.questions import sheet, words

Field = Annotated[str, msgspec.Meta(max_length=40, pattern=r"^q[0-9]+(-country)?\Z")]
Values = Annotated[
    list[Annotated[str, msgspec.Meta(max_length=5000, pattern=r"^[^\x00]*\Z")]],
    msgspec.Meta(max_length=100),
]


async def sheets(request: Request) -> Response:
    """The empty sheets of all ticket types with the ids of what must be answered: for a phone that will have to
    ask by itself. A file cannot be kept there, and is asked for with contact.
    """
    gate = devices.gate_of(await devices.present(request))
    questions = [
        one for one in await questions_of(gate.event_id) if one.kind is not AnswerKind.FILE
    ]
    types: Any = await TicketType.filter(event_id=gate.event_id).values_list("id", flat=True)
    asked = {one: of_type(questions, one) for one in types}
    drawn = {str(one): _blank(asked[one]) for one in types if asked[one]}
    required = [one.id for one in questions if one.is_required]
    return JSONResponse(
        {"sheets": drawn, "required": required}, headers={"cache-control": "private, no-store"}
    )


def _blank(questions: Sequence[TicketQuestion]) -> str:
    template = pages.environment().get_template("checkin/gate/_asked_alone.html")
    return template.render(
        asked_of=questions,
        lang=i18n.language.get(),
        countries=words.countries,
        calling_codes=words.calling_codes,
    )


class KeptAnswers(msgspec.Struct):
    """What a phone asked by itself: the fields of its sheet with their values."""

    ticket: Id
    fields: Annotated[dict[Field, Values], msgspec.Meta(max_length=100)]


class KeptAnswersBatch(msgspec.Struct):
    items: Annotated[list[KeptAnswers], msgspec.Meta(min_length=1, max_length=50)]


class KeptAnswersResult(msgspec.Struct):
    """`refused` says why they were not taken, `why` in every language; empty: they are kept, or were before.

    What was not taken is listed for people, unless `is_unlisted`: the list is full, and nobody but who brought
    them has these answers.
    """

    ticket: int
    refused: str = ""
    why: Text = {}
    is_unlisted: bool = False


class KeptAnswersResults(msgspec.Struct):
    results: list[KeptAnswersResult]


async def take(request: Request, body: KeptAnswersBatch) -> KeptAnswersResults:
    """Keep answers that a phone was given while nobody could be reached; sent again they change nothing.

    What was answered in between stays as it was answered then. What cannot be kept is listed for people, as far
    as there is room.
    """
    gate = await devices.own_gate(request)
    results = [await _taken(gate, one) for one in body.items]
    if not request.state["settings"].is_hub:  # a hub tells its server, where it is listed
        await _list(gate, body.items, results)
    return KeptAnswersResults(results)


async def _list(
    gate: Gate, items: Sequence[KeptAnswers], results: Sequence[KeptAnswersResult]
) -> None:
    """List what was refused; the results say of which there was no room."""
    phone = audit.acting.get().name
    told = {
        n: Refused(gate.id, one.ticket, one.fields, said.why, phone)
        for n, (one, said) in enumerate(zip(items, results, strict=True))
        if said.why
    }
    unlisted = await refused.note(gate.event_id, [*told.values()])
    for n, one in told.items():
        results[n].is_unlisted = one.digest in unlisted


async def _taken(gate: Gate, kept: KeptAnswers) -> KeptAnswersResult:
    said = await _kept(gate, kept)
    if not said:
        return KeptAnswersResult(kept.ticket)
    why = {i18n.language.get(): said}
    for language in {*LANGUAGES} - {*why}:
        with i18n.speaking(language):
            why[language] = await _kept(gate, kept)
    return KeptAnswersResult(kept.ticket, refused=said, why=why)


async def _kept(gate: Gate, kept: KeptAnswers) -> str:
    """Keep them; else the words that say why they cannot be."""
    form = FormData([(name, one) for name, values in kept.fields.items() for one in values])
    try:
        lacking = await answering.lacking(gate, kept.ticket)
        if lacking.open:
            given = await sheet.answers(gate.event, form, lacking.open)
            await answering.complete(lacking, given)
    except NotFound:
        return gettext("There is no ticket with this number at the event.")
    except AnswersOver as error:
        return words_of(error)
    except forms.Malformed as wrong:
        return " ".join(dict.fromkeys(wrong.errors.values()))
    return ""


routes: list[BaseRoute] = [
    Route("/gate/questions", sheets, name="gate_sheets"),
    operation(
        "POST",
        "/gates/{gate_id:int}/answers",
        take,
        name="gate_answers",
        body=KeptAnswersBatch,
        answer=KeptAnswersResults,
        is_public=True,
        refusals=(401,),
    ),
]
