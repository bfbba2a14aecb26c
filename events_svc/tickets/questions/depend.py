"""Which questions are asked, given the answers so far. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from events_svc.tickets.questions.answers import is_answered
from events_svc.tickets.questions.models import AskedAt, TicketQuestion

Answers = Mapping[int, Any]  # by id of the question


def of_type(questions: Sequence[TicketQuestion], ticket_type_id: int) -> list[TicketQuestion]:
    """The questions that a ticket of this type may be asked, in their order; not those that depend on one
    which it is never asked.
    """
    mine = [one for one in questions if not one.only_types or ticket_type_id in one.only_types]
    while True:
        ids = {one.id for one in mine}
        kept = [one for one in mine if one.depends_on_id is None or one.depends_on_id in ids]
        if len(kept) == len(mine):
            return kept
        mine = kept


def applying(questions: Sequence[TicketQuestion], answers: Answers) -> list[TicketQuestion]:
    """Those of `questions` that these answers lead to: the rest is not asked, whatever was typed there."""
    by_id = {one.id: one for one in questions}
    verdicts: dict[int, bool] = {}

    def applies(one: TicketQuestion) -> bool:
        if one.id not in verdicts:
            verdicts[one.id] = False  # whoever waits for themselves is not asked
            verdicts[one.id] = _is_led_to(one)
        return verdicts[one.id]

    def _is_led_to(one: TicketQuestion) -> bool:
        if one.depends_on_id is None:
            return True
        parent = by_id.get(one.depends_on_id)
        if parent is None or not applies(parent):
            return False
        return meets(one, answers.get(parent.id))

    return [one for one in questions if applies(one)]


def meets(question: TicketQuestion, value: Any) -> bool:
    """Whether this answer to the question before is one after which `question` is asked."""
    given = value if isinstance(value, list) else [value]
    return any(_same(one, wanted) for one in given for wanted in question.depends_values)


def kept(questions: Sequence[TicketQuestion], answers: Answers) -> dict[int, Any]:
    """The answers that are kept: those to questions which apply, and in which something stands."""
    return {
        one.id: answers[one.id]
        for one in applying(questions, answers)
        if is_answered(answers.get(one.id))
    }


def missing(questions: Sequence[TicketQuestion], answers: Answers) -> list[TicketQuestion]:
    """The questions that must be answered to order, and are not."""
    return [one for one in unanswered(questions, answers) if one.asked_at is AskedAt.PURCHASE]


def unanswered(questions: Sequence[TicketQuestion], answers: Answers) -> list[TicketQuestion]:
    """The required questions that apply and have no answer, also those of the door."""
    return [
        one
        for one in applying(questions, answers)
        if one.is_required and not is_answered(answers.get(one.id))
    ]


def goes_round(links: Mapping[int, int | None], question_id: int, parent_id: int) -> bool:
    """Whether `question_id` would wait for its own answer, if it waited for that of `parent_id`."""
    seen: set[int] = set()
    following: int | None = parent_id
    while following is not None and following not in seen:
        if following == question_id:
            return True
        seen.add(following)
        following = links.get(following)
    return False


def in_order(questions: Iterable[TicketQuestion]) -> list[TicketQuestion]:
    """Questions as they are read: by position, each after the one on which it depends."""
    waiting = sorted(questions, key=lambda one: (one.position, one.id))
    ids, ordered, placed = {one.id for one in waiting}, [], set[int | None]()
    while waiting:
        ready = next(
            (o for o in waiting if o.depends_on_id in placed or o.depends_on_id not in ids),
            waiting[0],
        )
        waiting.remove(ready)
        ordered.append(ready)
        placed.add(ready.id)
    return ordered


def _same(one: Any, wanted: Any) -> bool:
    return type(one) is type(wanted) and bool(one == wanted)
