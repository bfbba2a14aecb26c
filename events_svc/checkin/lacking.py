"""Which of the tickets that were shown still have something to answer."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Protocol

from events_svc.checkin.store import Row
from events_svc.tickets.questions.depend import of_type, unanswered
from events_svc.tickets.questions.models import TicketQuestion
from events_svc.tickets.questions.queries import answers_by_ticket


class Shown(Protocol):
    """A scan with its door and the tickets that it found."""

    door: Row
    found: list[Row]


async def mark(cases: Sequence[Shown]) -> None:
    """Set `is_complete` in the rows of tickets at doors whose event asks something; elsewhere all are."""
    rows = [
        row
        for case in cases
        if case.door["asks"]
        for row in case.found
        if row["event_id"] == case.door["event_id"]
    ]
    if not rows:
        return
    questions = await _questions({row["event_id"] for row in rows})
    given = await answers_by_ticket({row["id"] for row in rows})
    for row in rows:
        asked = of_type(questions[row["event_id"]], row["ticket_type_id"])
        row["is_complete"] = not unanswered(asked, given[row["id"]])


async def _questions(event_ids: Collection[int]) -> dict[int, list[TicketQuestion]]:
    by_event: dict[int, list[TicketQuestion]] = defaultdict(list)
    for one in await TicketQuestion.filter(event_id__in=event_ids):
        by_event[one.event_id].append(one)
    return by_event
