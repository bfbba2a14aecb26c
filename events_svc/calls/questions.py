"""The fields of the organiser's own: ask, reword, put in order, take away."""

from dataclasses import asdict, dataclass, field

from events_svc.accounts.errors import NotFound
from events_svc.calls.errors import HasProposals, OptionsFixed
from events_svc.calls.make import record
from events_svc.calls.models import Answer, Call, Question, QuestionKind
from events_svc.database import in_transaction
from events_svc.text import Text

CHOOSING = {QuestionKind.CHOICE, QuestionKind.CHOICES}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question says; `only_types` and `only_tracks` are ids, none of them: all."""

    kind: QuestionKind
    label: Text
    hint: Text = field(default_factory=dict)
    options: list[Text] = field(default_factory=list)
    is_required: bool = False
    is_of_presenter: bool = False
    is_bilingual: bool = False
    is_for_reviewers: bool = True
    only_types: list[int] = field(default_factory=list)
    only_tracks: list[int] = field(default_factory=list)
    position: int = 0


async def question_of(call: Call, question_id: int) -> Question:
    """The call's question with this id; raises NotFound."""
    found = await Question.get_or_none(id=question_id, call_id=call.id)
    if found is None:
        raise NotFound
    return found


async def ask(call: Call, asked: Asked) -> Question:
    """The call asks this too."""
    async with in_transaction():
        made = await Question.create(call_id=call.id, **asdict(asked))
        await record("call.question_added", call, label=asked.label)
    return made


async def reword(call: Call, question_id: int, asked: Asked) -> None:
    """The question says this; raises OptionsFixed, HasProposals where answers would change sense."""
    async with in_transaction():
        question = await Question.get_or_none(id=question_id, call_id=call.id)
        if question is None:
            raise NotFound
        if await Answer.exists(question_id=question.id):
            _guard(question, asked)
        await Question.filter(id=question.id).update(**asdict(asked))
        await record("call.question_changed", call, label=asked.label)


async def drop(call: Call, question_id: int) -> None:
    """The question and all answers to it are gone; NotFound."""
    async with in_transaction():
        if not await Question.filter(id=question_id, call_id=call.id).delete():
            raise NotFound
        await record("call.question_removed", call, question=question_id)


def _guard(question: Question, asked: Asked) -> None:
    if len(asked.options) < len(question.options):
        raise OptionsFixed
    kept = (question.kind, question.is_of_presenter, question.is_bilingual)
    if kept != (asked.kind, asked.is_of_presenter, asked.is_bilingual):
        raise HasProposals
