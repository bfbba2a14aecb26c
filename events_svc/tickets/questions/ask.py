"""The questions of an event: ask, reword, put in order, take away."""

from dataclasses import asdict, dataclass, field
from typing import Any

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.text import Text
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.questions.answers import CHOOSING, DECIDING
from events_svc.tickets.questions.depend import goes_round
from events_svc.tickets.questions.errors import (
    AnsweredAlready,
    DependsWrong,
    OptionsNeeded,
    OthersDepend,
)
from events_svc.tickets.questions.models import AnswerKind, AskedAt, TicketAnswer, TicketQuestion


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question says; `only_types` are ids, none of them: all. `depends_values` are answers to the
    question `depends_on_id` after which this one is asked.
    """

    kind: AnswerKind
    label: Text
    hint: Text = field(default_factory=dict)
    options: list[Text] = field(default_factory=list)
    is_required: bool = False
    asked_at: AskedAt = AskedAt.PURCHASE
    only_types: list[int] = field(default_factory=list)
    depends_on_id: int | None = None
    depends_values: list[Any] = field(default_factory=list)
    position: int = 0


async def question_of(event: Event, question_id: int) -> TicketQuestion:
    """The event's question with this id; NotFound."""
    found = await TicketQuestion.get_or_none(id=question_id, event_id=event.id)
    if found is None:
        raise NotFound
    return found


async def ask(event: Event, asked: Asked) -> TicketQuestion:
    """The event asks this too; raises OptionsNeeded, DependsWrong, NotFound for a foreign ticket type."""
    async with in_transaction():
        await _fits(event, asked, question=None)
        made = await TicketQuestion.create(event_id=event.id, **asdict(asked))
        await _record("ticket_question.added", made)
    return made


async def reword(event: Event, question_id: int, asked: Asked) -> TicketQuestion:
    """The question says this; also AnsweredAlready where answers would change their sense."""
    async with in_transaction():
        question = await _locked(event, question_id)
        await _fits(event, asked, question=question)
        if await TicketAnswer.exists(question_id=question.id):
            _keeps_sense(question, asked)
        if asked.kind not in DECIDING or len(asked.options) < len(question.options):
            await _nobody_depends(question)
        await TicketQuestion.filter(id=question.id).update(**asdict(asked))
        await _record("ticket_question.changed", question)
    return await TicketQuestion.get(id=question.id)


async def drop(event: Event, question_id: int) -> None:
    """The question and all answers to it are gone; NotFound, OthersDepend."""
    async with in_transaction():
        question = await _locked(event, question_id)
        await _nobody_depends(question)
        await TicketQuestion.filter(id=question.id).delete()
        await _record("ticket_question.removed", question)


async def _locked(event: Event, question_id: int) -> TicketQuestion:
    found = TicketQuestion.filter(id=question_id, event_id=event.id)
    question = await found.select_for_update().first()
    if question is None:
        raise NotFound
    return question


async def _fits(event: Event, asked: Asked, *, question: TicketQuestion | None) -> None:
    if asked.kind in CHOOSING and len(asked.options) < 2:
        raise OptionsNeeded
    wanted = {*asked.only_types}
    if await TicketType.filter(event_id=event.id, id__in=wanted).count() != len(wanted):
        raise NotFound
    if asked.depends_on_id is not None:
        await _follows(event, asked, question)


async def _follows(event: Event, asked: Asked, question: TicketQuestion | None) -> None:
    """Raise DependsWrong unless the question before is one that decides, and has these answers."""
    questions = await TicketQuestion.filter(event_id=event.id)
    parent = next((one for one in questions if one.id == asked.depends_on_id), None)
    if parent is None or parent.kind not in DECIDING or not asked.depends_values:
        raise DependsWrong
    if not all(_is_answer_to(parent, value) for value in asked.depends_values):
        raise DependsWrong
    links = {one.id: one.depends_on_id for one in questions}
    if question is not None and goes_round(links, question.id, parent.id):
        raise DependsWrong


def _is_answer_to(parent: TicketQuestion, value: Any) -> bool:
    if parent.kind is AnswerKind.YES_NO:
        return isinstance(value, bool)
    is_position = isinstance(value, int) and not isinstance(value, bool)
    return is_position and 0 <= value < len(parent.options)


def _keeps_sense(question: TicketQuestion, asked: Asked) -> None:
    if asked.kind is not question.kind or len(asked.options) < len(question.options):
        raise AnsweredAlready


async def _nobody_depends(question: TicketQuestion) -> None:
    if await TicketQuestion.exists(depends_on_id=question.id):
        raise OthersDepend


async def _record(action: str, question: TicketQuestion) -> None:
    await audit.record(
        action,
        f"ticket_question:{question.id}",
        event_id=question.event_id,
        label=question.label,
    )
