"""What the door would say of a ticket, at a gate, at a moment: judged as a scan is, and nothing written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from events_svc.accounts.errors import NotFound
from events_svc.checkin import deciding, facts, store
from events_svc.checkin.deciding import Case
from events_svc.checkin.history import History, Passage, replayed
from events_svc.checkin.models import Direction
from events_svc.checkin.presented import Presented, SignedCode
from events_svc.checkin.rules import Facts
from events_svc.checkin.scan import Scanned
from events_svc.checkin.store import Row
from events_svc.checkin.verdict import CHECKS, Reason, Verdict, every_check, judge
from events_svc.checkin.verdict import facts as known_facts

_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Question:
    """Who comes where, when. `supposed` passages are added to those of the log."""

    gate_id: int
    presented: Presented
    direction: Direction
    at: datetime
    supposed: Sequence[Passage] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict, the ticket if it is one, the tickets of an order if there are several.

    `checks` has for each check what it would refuse with, None where it lets through.
    """

    verdict: Verdict
    door: Row
    found: Sequence[Row]
    history: History
    facts: Facts
    checks: Sequence[tuple[Reason, Verdict | None]]

    @property
    def ticket(self) -> Row | None:
        """The ticket, never one of another event."""
        is_ours = len(self.found) == 1 and self.found[0]["event_id"] == self.door["event_id"]
        return self.found[0] if is_ours else None


async def simulate(asked: Question) -> Answer:
    """What the gate would say; only what the log had at that moment counts. Raises NotFound for no gate."""
    door = (await store.gates([asked.gate_id])).get(asked.gate_id)
    if door is None:
        raise NotFound
    case = Case(_scanned(asked), door, asked.at)
    await deciding.find([case])
    listed = facts.list_facts(door)
    serial = asked.presented.serial if isinstance(asked.presented, SignedCode) else None
    histories = [await _history(row, asked, door["list_id"]) for row in case.found]
    tickets = [
        facts.ticket_facts(row, history, presented_serial=serial)
        for row, history in zip(case.found, histories, strict=True)
    ]
    verdict = judge(tickets, listed, case.passage)
    if len(tickets) != 1:
        return Answer(verdict, door, case.found, History(), {}, ())
    checked = every_check(tickets[0], listed, case.passage)
    return Answer(
        verdict,
        door,
        case.found,
        histories[0],
        known_facts(tickets[0], listed, case.passage),
        [(reason, one) for (reason, _), one in zip(CHECKS, checked, strict=True)],
    )


async def _history(row: Row, asked: Question, list_id: int) -> History:
    """How the ticket stood on the list at that moment, by the log."""
    logged = await store.passages([{"list": list_id, "ticket": row["id"]}])
    passed = [facts.passage(one) for one in logged]
    before = [one for one in [*passed, *asked.supposed] if one.at <= asked.at]
    return replayed(sorted(before, key=lambda one: one.at))


def _scanned(asked: Question) -> Scanned:
    return Scanned(
        scan_id=_NOBODY,
        token_hash="",
        gate_id=asked.gate_id,
        code="",
        presented=asked.presented,
        direction=asked.direction,
    )
