"""What has to be answered to order: refused where it is not, before anything is taken. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from events_svc.tickets.draft import Holder, Line
from events_svc.tickets.items import Item
from events_svc.tickets.questions.depend import kept, missing, of_type
from events_svc.tickets.questions.errors import Unanswered
from events_svc.tickets.questions.models import TicketQuestion

Questions = Sequence[TicketQuestion]  # of one event
Asked = Mapping[int, Questions]  # by id of the event


def refuse_unanswered_lines(questions: Questions, lines: Iterable[Line]) -> None:
    """Raise Unanswered for the first question that a ticket of these lines must answer, and does not;
    add-ons have answers in carts alone.
    """
    for line in lines if questions else ():
        for number in range(line.count):
            holder = line.holders[number] if number < len(line.holders) else None
            _refuse(questions, line.ticket_type_id, _answers(holder))
        for choice in line.addons if line.count else ():
            if choice.count > 0:
                _refuse(questions, choice.ticket_type_id, {})


def refuse_unanswered_items(asked: Asked, items: Iterable[Item]) -> None:
    """The same for the items of a cart, each with the answers of its holder."""
    for item in items:
        questions = asked.get(item.ticket_type.event_id)
        if questions:
            _refuse(questions, item.ticket_type_id, _answers(item.holder))


def keep_answers(asked: Asked, items: Iterable[Item]) -> None:
    """Each item has those answers of its holder that its ticket was asked for; before the holders of
    tickets become those of their add-ons.
    """
    for item in items:
        questions = asked.get(item.ticket_type.event_id)
        if questions and item.holder:
            mine = of_type(questions, item.ticket_type_id)
            item.answers = kept(mine, _answers(item.holder))


def _refuse(questions: Questions, type_id: int, answers: Mapping[int, Any]) -> None:
    lacking = missing(of_type(questions, type_id), answers)
    if lacking:
        raise Unanswered(lacking[0].label, lacking[0].id, type_id)


def _answers(holder: Holder | None) -> dict[int, Any]:
    return dict(holder.answers) if holder else {}
