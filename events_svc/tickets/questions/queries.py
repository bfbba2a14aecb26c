"""What others read of questions and answers."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from events_svc.database import rows
from events_svc.events.models import Event
from events_svc.tickets.models import Ticket
from events_svc.tickets.questions.depend import in_order, of_type, unanswered
from events_svc.tickets.questions.models import AnswerKind, TicketAnswer, TicketQuestion

AT_ONCE = 500


async def questions_of(event_id: int) -> list[TicketQuestion]:
    """The event's questions as they are read: by position, each after the one on which it depends."""
    return in_order(await TicketQuestion.filter(event_id=event_id))


async def answers_of(ticket: Ticket) -> dict[int, Any]:
    """What was answered for this ticket, by id of the question."""
    found = await TicketAnswer.filter(ticket_id=ticket.id).values("question_id", "value")
    return {row["question_id"]: row["value"] for row in found}


async def answers_by_ticket(ticket_ids: Collection[int]) -> dict[int, dict[int, Any]]:
    """The answers of these tickets, by ticket and question; all tickets are there."""
    given: dict[int, dict[int, Any]] = {one: {} for one in ticket_ids}
    found = TicketAnswer.filter(ticket_id__in=[*ticket_ids])
    for row in await found.values("ticket_id", "question_id", "value"):
        given[row["ticket_id"]][row["question_id"]] = row["value"]
    return given


async def asks_anything(event_id: int) -> bool:
    """Whether the event asks the holders of its tickets anything."""
    return await TicketQuestion.exists(event_id=event_id)


@dataclass(frozen=True, slots=True)
class Asking:
    """How many questions a ticket may be asked, and how many of them still must be answered."""

    asked: int
    open: int


async def asking_of(ticket: Ticket) -> Asking:
    """What the holder of a ticket is asked."""
    asked = of_type(await questions_of(ticket.event_id), ticket.ticket_type_id)
    open_ones = unanswered(asked, await answers_of(ticket)) if asked else []
    return Asking(len(asked), len(open_ones))


@dataclass(frozen=True, slots=True)
class Tally:
    """How a question was answered: by how many, and how often each answer that can be counted."""

    question: TicketQuestion
    answered: int
    counts: Mapping[Any, int]


async def tallies(event: Event) -> list[Tally]:
    """The event's questions with what was answered for tickets that stand."""
    questions = await questions_of(event.id)
    given: dict[int, Counter[Any]] = {one.id: Counter() for one in questions}
    answered: Counter[int] = Counter()
    for row in await rows(_COUNTED, [event.id]):
        answered[row["question_id"]] += row["n"]
        for value in _values(row["value"]):
            given[row["question_id"]][value] += row["n"]
    return [Tally(one, answered[one.id], given[one.id]) for one in questions]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A ticket that stands, and what was answered for it, by id of the question."""

    ticket: Ticket
    given: Mapping[int, Any]


async def sheets(event: Event, *, after: int = 0, limit: int = 50) -> list[Sheet]:
    """Tickets that stand, by number, with order and type and their answers; at most `limit` after the number."""
    found = (
        await Ticket.filter(event_id=event.id, state__in=STANDING, number__gt=after)
        .order_by("number")
        .limit(limit)
        .select_related("order", "ticket_type")
    )
    given = await answers_by_ticket([one.id for one in found])
    return [Sheet(one, given[one.id]) for one in found]


async def every_sheet(event: Event) -> AsyncIterator[Sequence[Sheet]]:
    """All of them, some hundreds at a time."""
    after = 0
    while some := await sheets(event, after=after, limit=AT_ONCE):
        yield some
        after = some[-1].ticket.number


async def file_answers(ticket_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """The ids of the answers that are files, by ticket and question."""
    found = TicketAnswer.filter(ticket_id__in=[*ticket_ids], question__kind=AnswerKind.FILE)
    given = await found.values("id", "ticket_id", "question_id")
    return {(row["ticket_id"], row["question_id"]): row["id"] for row in given}


def _values(raw: str) -> list[Any]:
    """The countable parts of a stored answer: options of a list each for itself, no files, no free texts."""
    value = orjson.loads(raw)
    parts = value if isinstance(value, list) else [value]
    return [one for one in parts if isinstance(one, int | str)]


STANDING = ("held", "valid", "blocked")
_COUNTED = """
SELECT question_id, value, COUNT(*) AS n FROM (
  SELECT answer.question_id, CASE
    WHEN question.kind IN ('yes_no', 'choice', 'choices', 'country', 'number', 'date', 'time')
    THEN CAST(answer.value AS TEXT) ELSE 'null' END AS value
  FROM ticket_answer AS answer
  JOIN ticket ON ticket.id = answer.ticket_id
  JOIN ticket_question AS question ON question.id = answer.question_id
  WHERE question.event_id = $1 AND ticket.state IN ('held', 'valid', 'blocked')
) AS counted GROUP BY question_id, value"""
