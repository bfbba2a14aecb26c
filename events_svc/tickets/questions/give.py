"""Answers are kept: with the order, or later by the holder, at the door, by the organiser."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from events_svc import clock
from events_svc.answering import AnswerWrong
from events_svc.database import execute, in_transaction
from events_svc.database.bulk import insert_all
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.models import Ticket, TicketState
from events_svc.tickets.questions.answers import checked, is_answered
from events_svc.tickets.questions.depend import kept, of_type
from events_svc.tickets.questions.errors import AnswersOver, AnswersWrong
from events_svc.tickets.questions.models import TicketAnswer, TicketQuestion
from events_svc.tickets.questions.queries import answers_of, questions_of

OPEN = {TicketState.HELD, TicketState.VALID}

Given = Mapping[int, Any]  # by id of the question


def read(questions: Sequence[TicketQuestion], raw: Given) -> dict[int, Any]:
    """Every answer in the shape in which it is kept (see `answers.checked`); AnswersWrong with all that is wrong."""
    read: dict[int, Any] = {}
    problems: dict[int, str] = {}
    for one in questions:
        if one.id not in raw:
            continue
        try:
            value = checked(one, raw[one.id])
        except AnswerWrong as wrong:
            problems[one.id] = wrong.problem
        else:
            read |= {one.id: value} if is_answered(value) else {}
    if problems:
        raise AnswersWrong(problems)
    return read


async def store(given: Sequence[tuple[int, Given]]) -> None:
    """Keep the answers of tickets (by id) that were just written, inside the transaction of their order."""
    now = clock.now()
    found: list[dict[str, Any]] = [
        {"ticket_id": ticket_id, "question_id": question_id, "value": value, "answered_at": now}
        for ticket_id, answers in given
        for question_id, value in answers.items()
    ]
    made = await insert_all(
        TicketAnswer, [_written(row) for row in found], returning=("id", "ticket_id", "question_id")
    )
    ids = {(row["ticket_id"], row["question_id"]): row["id"] for row in made}
    for row in found:
        if isinstance(row["value"], dict) and "file" in row["value"]:
            await _attach(row["value"]["file"], ids[(row["ticket_id"], row["question_id"])])


async def answer(ticket: Ticket, given: Given) -> dict[int, Any]:
    """The ticket's answers are `given` (all of them, in the shape in which they are kept) from now on; what
    changed stands in the order's history. AnswersOver for a ticket that is not valid any more.
    """
    async with in_transaction():
        order = await locked_order(ticket.order_id)
        present = await Ticket.get(id=ticket.id)
        if present.state not in OPEN:
            raise AnswersOver
        asked = of_type(await questions_of(ticket.event_id), ticket.ticket_type_id)
        before = await answers_of(ticket)
        after = kept(asked, given)
        changed = {one: after[one] for one in after if after[one] != before.get(one)}
        gone = [one for one in before if one not in after]
        if changed or gone:
            await TicketAnswer.filter(
                ticket_id=ticket.id, question_id__in=[*changed, *gone]
            ).delete()
            await store([(ticket.id, changed)])
            await enter(
                order, "answered", ticket=ticket.number, questions=sorted([*changed, *gone])
            )
    return after


def _written(row: Mapping[str, Any]) -> dict[str, Any]:
    """Tortoise takes a string for JSON that is written already: `123` would come back as a number."""
    value = row["value"]
    return {**row, "value": orjson.dumps(value).decode() if isinstance(value, str) else value}


async def _attach(secret: str, answer_id: int) -> None:
    """The file with this secret belongs to the answer from now on; it was nobody's, or that of an answer
    which this one replaces.
    """
    await execute(
        "UPDATE answer_file SET answer_id = $1 WHERE secret = $2 AND answer_id IS NULL",
        [answer_id, secret],
    )
