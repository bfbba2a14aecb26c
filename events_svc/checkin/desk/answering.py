"""What must be answered before a ticket goes in is asked at its gate."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from events_svc.accounts.errors import NotFound
from events_svc.checkin.models import Gate
from events_svc.database import in_transaction
from events_svc.tickets.history import locked_order
from events_svc.tickets.models import Ticket
from events_svc.tickets.questions.depend import of_type, unanswered
from events_svc.tickets.questions.give import answer
from events_svc.tickets.questions.models import TicketQuestion
from events_svc.tickets.questions.queries import answers_of, questions_of


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a ticket was asked and answered, and the questions that stand open. A gate hears of the open
    ones alone: what somebody answered before is not for the door.
    """

    ticket: Ticket
    questions: list[TicketQuestion]
    given: dict[int, Any]

    @property
    def open(self) -> list[TicketQuestion]:
        """The open questions, those after them that their answers may lead to, in their order."""
        asked = {one.id for one in unanswered(self.questions, self.given)}
        for one in self.questions:  # each stands after the one on which it depends
            if one.depends_on_id in asked and one.id not in self.given:
                asked.add(one.id)
        return [_among(asked, one) for one in self.questions if one.id in asked]

    def after(self, given: Mapping[int, Any]) -> list[TicketQuestion]:
        """What still has to be answered with these answers beside the old ones."""
        return unanswered(self.questions, {**self.given, **given})


def _among(asked: set[int], question: TicketQuestion) -> TicketQuestion:
    """The question as it is asked among these: after an answer that was given before, at once."""
    mine = copy(question)
    if question.depends_on_id not in asked:
        mine.depends_on_id = None
    return mine


async def lacking(gate: Gate, number: int) -> Lacking:
    """What the ticket with this number lacks; NotFound for none of the gate's event."""
    ticket = await Ticket.get_or_none(event_id=gate.event_id, number=number)
    if ticket is None:
        raise NotFound
    questions = of_type(await questions_of(gate.event_id), ticket.ticket_type_id)
    return Lacking(ticket, questions, await answers_of(ticket))


async def complete(what: Lacking, given: Mapping[int, Any]) -> None:
    """Keep these answers beside the old ones; AnswersOver for a ticket that does not stand.

    The order is held while the old ones are read: of two who answer at once neither is lost, and what was
    answered in between stays as it was answered then.
    """
    async with in_transaction():
        await locked_order(what.ticket.order_id)
        await answer(what.ticket, {**given, **await answers_of(what.ticket)})
