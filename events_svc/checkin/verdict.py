"""Who may pass: the one engine of the door. Pure; spec §2 sets the order of the checks.

static/js/gate/verdict.js is its twin in the browser; vectors.json runs in both.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from events_svc.checkin import rules
from events_svc.checkin.history import History, Passage
from events_svc.checkin.models import Direction

_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)


class Reason(StrEnum):
    OK = "ok"
    INVALID = "invalid"
    AMBIGUOUS = "ambiguous"
    CANCELLED = "cancelled"
    BLOCKED = "blocked"
    REVOKED = "revoked"
    UNAPPROVED = "unapproved"
    INVALID_TIME = "invalid_time"
    PRODUCT = "product"
    WRONG_EVENT = "wrong_event"
    UNPAID = "unpaid"
    RULES = "rules"
    INCOMPLETE = "incomplete"
    ALREADY_USED = "already_used"


class TicketFacts(msgspec.Struct, frozen=True):
    """A ticket as it was presented; `presented_serial` is None when it was typed, not read as a code."""

    event_id: int
    ticket_type_id: int
    state: str = "valid"
    serial: int = 1
    presented_serial: int | None = None
    is_code_revoked: bool = False
    is_approved: bool = True
    is_complete: bool = True
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    history: History = History()


@dataclass(frozen=True, slots=True)
class ListFacts:
    """Who may enter where; no `ticket_types` means all. `days` names by type (as text) the days at the
    event's place on which it enters, if these are not all; `starts_at`, `ends_at` are the list's session's.
    """

    event_id: int
    timezone: str = "UTC"
    ticket_types: frozenset[int] = frozenset()
    days: Mapping[str, Sequence[str]] = field(default_factory=dict)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    allow_unpaid: bool = False
    multi_entry: bool = False
    entry_after_exit: bool = False
    rules: Any = None


class Verdict(msgspec.Struct, frozen=True):
    """What the door shows. `explanation` names the rules that fail; `first_*` the entry before."""

    reason: Reason
    explanation: tuple[rules.Explanation, ...] = ()
    first_at: datetime | None = None
    first_gate_id: int | None = None

    @property
    def is_ok(self) -> bool:
        return self.reason is Reason.OK


_PASS = Verdict(Reason.OK)

Check = Callable[[TicketFacts, ListFacts, Passage], bool]


def judge(found: Sequence[TicketFacts], door: ListFacts, passage: Passage) -> Verdict:
    """The verdict on what the code found, at this door, at this moment; the first check that hits."""
    if len(found) != 1:
        return Verdict(Reason.AMBIGUOUS if found else Reason.INVALID)
    ticket = found[0]
    for reason, hits in _ASKED[passage.direction]:
        if hits(ticket, door, passage):
            return _refusal(reason, ticket, door, passage)
    return _PASS


def every_check(ticket: TicketFacts, door: ListFacts, passage: Passage) -> list[Verdict | None]:
    """For each of CHECKS what it would refuse with, if it stood alone; None where it lets through."""
    return [
        _refusal(reason, ticket, door, passage)
        if is_asked(reason, passage) and hits(ticket, door, passage)
        else None
        for reason, hits in CHECKS
    ]


def is_asked(reason: Reason, passage: Passage) -> bool:
    """Whether this is asked of who passes in this direction."""
    return passage.direction is Direction.ENTRY or reason not in NOT_ON_THE_WAY_OUT


def facts(ticket: TicketFacts, door: ListFacts, passage: Passage) -> rules.Facts:
    """What the rules of a list can speak of."""
    zone, history = ZoneInfo(door.timezone), ticket.history
    local = passage.at.astimezone(zone)
    entered = [at.astimezone(zone) for at in history.entered_at]
    today = [at.strftime("%H:%M") for at in entered if at.date() == local.date()]
    return {
        "type": ticket.ticket_type_id,
        "gate": passage.gate_id,
        "now": _ms(passage.at) // 1000,
        "day": local.date().isoformat(),
        "time": local.strftime("%H:%M"),
        "weekday": local.isoweekday(),
        "entries": history.entries,
        "entries_today": len(today),
        "minutes_since_first": _minutes(history.first_at, passage.at),
        "minutes_since_last": _minutes(history.last_at, passage.at),
        "minutes_since_start": _minutes(door.starts_at, passage.at),
        "minutes_since_end": _minutes(door.ends_at, passage.at),
        "is_inside": history.is_inside,
        "entered": [_ms(at) // 1000 for at in history.entered_at],
        "entered_today": today,
    }


def _refusal(reason: Reason, ticket: TicketFacts, door: ListFacts, passage: Passage) -> Verdict:
    if reason is Reason.RULES:
        failed = rules.failures(door.rules, facts(ticket, door, passage))
        return Verdict(reason, explanation=tuple(failed))
    if reason is Reason.ALREADY_USED:
        history = ticket.history
        return Verdict(reason, first_at=history.first_at, first_gate_id=history.first_gate_id)
    if reason is Reason.WRONG_EVENT and ticket.event_id == door.event_id:
        return Verdict(reason, explanation=(_wrong_day(ticket, door, passage),))
    return Verdict(reason)


def _wrong_day(ticket: TicketFacts, door: ListFacts, passage: Passage) -> rules.Explanation:
    wanted = [*door.days[str(ticket.ticket_type_id)]]
    return {"fact": "day", "operator": "in", "is": _day(door, passage), "wanted": wanted}


def _day(door: ListFacts, passage: Passage) -> str:
    return passage.at.astimezone(ZoneInfo(door.timezone)).date().isoformat()


def _ms(at: datetime) -> int:
    """Whole milliseconds since 1970: the browser knows no smaller part, so none decides."""
    return (at - _EPOCH) // _MILLISECOND


def _minutes(since: datetime | None, now: datetime) -> int | None:
    return None if since is None else (_ms(now) - _ms(since)) // 60_000


def _is_revoked(ticket: TicketFacts, _door: ListFacts, _passage: Passage) -> bool:
    return ticket.is_code_revoked or ticket.presented_serial not in {None, ticket.serial}


def _is_out_of_time(ticket: TicketFacts, _door: ListFacts, passage: Passage) -> bool:
    if ticket.valid_from is not None and _ms(passage.at) < _ms(ticket.valid_from):
        return True
    return ticket.valid_until is not None and _ms(passage.at) >= _ms(ticket.valid_until)


def _is_not_listed(ticket: TicketFacts, door: ListFacts, _passage: Passage) -> bool:
    return bool(door.ticket_types) and ticket.ticket_type_id not in door.ticket_types


def _is_elsewhere(ticket: TicketFacts, door: ListFacts, passage: Passage) -> bool:
    """Of another event or, on the way in, of another day."""
    if ticket.event_id != door.event_id:
        return True
    days = door.days.get(str(ticket.ticket_type_id)) if door.days else None
    is_entry = passage.direction is Direction.ENTRY
    return is_entry and days is not None and _day(door, passage) not in days


def _is_unpaid(ticket: TicketFacts, door: ListFacts, _passage: Passage) -> bool:
    return ticket.state == "held" and not door.allow_unpaid


def _breaks_rules(ticket: TicketFacts, door: ListFacts, passage: Passage) -> bool:
    return bool(door.rules) and not rules.holds(door.rules, facts(ticket, door, passage))


def _is_used(ticket: TicketFacts, door: ListFacts, _passage: Passage) -> bool:
    if door.multi_entry or ticket.history.entries == 0:
        return False
    return ticket.history.is_inside or not door.entry_after_exit


CHECKS: tuple[tuple[Reason, Check], ...] = (
    (Reason.CANCELLED, lambda ticket, door, passage: ticket.state == "cancelled"),
    (Reason.BLOCKED, lambda ticket, door, passage: ticket.state == "blocked"),
    (Reason.REVOKED, _is_revoked),
    (Reason.UNAPPROVED, lambda ticket, door, passage: not ticket.is_approved),
    (Reason.INVALID_TIME, _is_out_of_time),
    (Reason.PRODUCT, _is_not_listed),
    (Reason.WRONG_EVENT, _is_elsewhere),
    (Reason.UNPAID, _is_unpaid),
    (Reason.RULES, _breaks_rules),
    (Reason.INCOMPLETE, lambda ticket, door, passage: not ticket.is_complete),
    (Reason.ALREADY_USED, _is_used),
)

NOT_ON_THE_WAY_OUT = frozenset(
    {
        Reason.INVALID_TIME,
        Reason.UNPAID,
        Reason.RULES,
        Reason.INCOMPLETE,
        Reason.ALREADY_USED,
    }
)

_ASKED: dict[Direction, Sequence[tuple[Reason, Check]]] = {
    Direction.ENTRY: CHECKS,
    Direction.EXIT: [one for one in CHECKS if one[0] not in NOT_ON_THE_WAY_OUT],
}
