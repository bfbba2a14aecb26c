"""Which admissions another one forbade, had the gates known of each other. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from events_svc.checkin import rules
from events_svc.checkin.history import History, Passage, after
from events_svc.checkin.models import Direction
from events_svc.checkin.verdict import ListFacts, Reason, TicketFacts, facts, judge


@dataclass(frozen=True, slots=True)
class Passed:
    """An admission of the log; `is_alone`: who decided did not know all that the server knew."""

    id: int
    passage: Passage
    is_alone: bool


Pair = tuple[Passed, Passed]  # owner, suspect


def duplicates(passed: Sequence[Passed], *, door: ListFacts, ticket_type_id: int) -> list[Pair]:
    """The owner and the suspect of each admission that the list forbids after those before it.

    `passed` are all standing admissions of one ticket on one list, by corrected clock. An exit is never
    suspect. What the server admitted twice by itself is none of this.
    """
    history, owner, found = History(), None, []
    for one in passed:
        is_entry = one.passage.direction is Direction.ENTRY
        if owner and is_entry and _forbids(door, ticket_type_id, history, one.passage):
            if owner.is_alone or one.is_alone:
                found.append((owner, one))
            continue
        history = after(history, one.passage)
        owner = one if is_entry else owner
    return found


def _forbids(door: ListFacts, ticket_type_id: int, history: History, passage: Passage) -> bool:
    """Whether the list refuses because of the entries before, and of nothing else."""
    ticket = TicketFacts(event_id=door.event_id, ticket_type_id=ticket_type_id, history=history)
    newcomer = TicketFacts(event_id=door.event_id, ticket_type_id=ticket_type_id)
    bare = ListFacts(
        event_id=door.event_id,
        timezone=door.timezone,
        multi_entry=door.multi_entry,
        entry_after_exit=door.entry_after_exit,
    )
    if judge([ticket], bare, passage).reason is Reason.ALREADY_USED:
        return True
    return _breaks(door, ticket, passage) and not _breaks(door, newcomer, passage)


def _breaks(door: ListFacts, ticket: TicketFacts, passage: Passage) -> bool:
    listed: Any = door.rules
    return bool(listed) and not rules.holds(listed, facts(ticket, door, passage))
