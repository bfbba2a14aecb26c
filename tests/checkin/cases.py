"""Random tickets, lists, histories and clocks for the engines of the door, by hypothesis."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from events_svc.checkin import rule_form

ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "America/Havana",  # midnight comes twice
    "Africa/Cairo",  # or never
    "Pacific/Chatham",
    "Asia/Kathmandu",
    "UTC",
]
HOUR = timedelta(hours=1)
COUNTED = [
    "entries",
    "entries_today",
    "minutes_since_first",
    "minutes_since_last",
    "minutes_since_start",
    "minutes_since_end",
]
STATES = ["valid", "valid", "valid", "held", "cancelled", "blocked"]

Case = dict[str, Any]


@cache
def anchors(zone: str) -> list[datetime]:
    """Moments of 2026 near which clocks are easily wrong: changes of the clock, midnights, a new year."""
    place, found = ZoneInfo(zone), [datetime(2025, 12, 31, 23, 30, tzinfo=UTC)]
    for n in range(365 * 24):
        at = datetime(2026, 1, 1, tzinfo=UTC) + n * HOUR
        before, after = at.astimezone(place), (at + HOUR).astimezone(place)
        if before.utcoffset() != after.utcoffset():
            found += [at, at + HOUR, at + 12 * HOUR]
        elif after.date() != before.date() and n // 24 % 61 == 0:
            found += [at, at + HOUR]
    return found


near = st.integers(-5_400_000_000, 5_400_000_000).map(lambda n: timedelta(microseconds=n))
few = st.integers(0, 4)
minutes = st.sampled_from([-31, -30, 0, 1, 29, 30, 31, 60, 61])
operators = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])


@st.composite
def cases(draw: DrawFn) -> Case:
    """What a code found, at which door, at which moment, as vectors.json has it; every rule is one of ours."""
    zone = draw(st.sampled_from(ZONES))
    anchor = draw(st.sampled_from(anchors(zone)))
    at = anchor + draw(near)
    door = _door(draw, anchor.astimezone(ZoneInfo(zone)), at)
    rule_form.check(door["rules"])
    found = [_ticket(draw, at) for _ in range(draw(st.sampled_from([1, 1, 1, 1, 1, 1, 1, 0, 2])))]
    way = draw(st.sampled_from(["entry", "entry", "entry", "exit"]))
    passage = {"direction": way, "at": _written(at), "gate_id": draw(few)}
    return {"found": found, "door": door, "passage": passage}


def _door(draw: DrawFn, local: datetime, at: datetime) -> dict[str, Any]:
    bits = draw(st.integers(0, 63))
    starts_at = at + draw(near) if bits & 1 else None
    some_days = st.lists(_days(local.date()), min_size=1, max_size=2)
    return {
        "event_id": 1,
        "timezone": str(local.tzinfo),
        "ticket_types": draw(st.lists(few, max_size=2)) if bits & 2 else [],
        "days": {str(draw(few)): draw(some_days)} if bits & 4 else {},
        "starts_at": _written(starts_at) if starts_at else None,
        "ends_at": _written(starts_at + HOUR) if starts_at else None,
        "allow_unpaid": bool(bits & 8),
        "multi_entry": bool(bits & 16),
        "entry_after_exit": bool(bits & 32),
        "rules": draw(rules_at(local)),
    }


def _ticket(draw: DrawFn, at: datetime) -> dict[str, Any]:
    bits = draw(st.integers(0, 255))
    serial = draw(st.sampled_from([None, 1, 2]))
    return {
        "event_id": 1 if bits & 7 else 2,
        "ticket_type_id": draw(few),
        "state": draw(st.sampled_from(STATES)),
        "serial": serial or 1,
        "presented_serial": serial if bits & 8 else None,
        "is_code_revoked": bits & 48 == 48,
        "is_approved": bool(bits & 15),
        "is_complete": bool(bits & 192),
        "valid_from": _written(at + draw(near)) if bits & 3 == 3 else None,
        "valid_until": _written(at + draw(near)) if bits & 12 == 12 else None,
        "history": _history(draw, at),
    }


def _history(draw: DrawFn, at: datetime) -> dict[str, Any]:
    backs = draw(st.lists(st.integers(0, 30 * 3600_000), max_size=3))
    entered = [_written(at - timedelta(milliseconds=back)) for back in sorted(backs, reverse=True)]
    return {
        "entries": len(entered),
        "is_inside": bool(entered) and draw(st.booleans()),
        "first_at": entered[0] if entered else None,
        "first_gate_id": draw(few) if entered else None,
        "last_at": entered[-1] if entered else None,
        "entered_at": entered,
    }


@cache
def rules_at(local: datetime) -> SearchStrategy[Any]:
    leaves = _comparisons(local)
    nodes = st.recursive(leaves, _joined, max_leaves=4)
    return st.one_of(st.none(), leaves, nodes)


def _joined(inner: SearchStrategy[Any]) -> SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        several.map(lambda rules: {"and": rules}),
        several.map(lambda rules: {"or": rules}),
        inner.map(lambda rule: {"!": rule}),
    )


def _comparisons(local: datetime) -> SearchStrategy[Any]:
    times = st.sampled_from([local.strftime("%H:%M"), "00:00", "01:30", "02:30", "23:59"])
    instants = near.map(lambda off: {"instant": (local + off).isoformat(timespec="milliseconds")})
    since = st.one_of(times, instants).map(lambda one: {"entries_since": one})
    return st.one_of(
        _compared(st.sampled_from(COUNTED).map(_var), operators, st.one_of(few, minutes)),
        _compared(st.just(_var("minutes_since_first")), st.sampled_from(["==", "!="]), st.none()),
        _compared(st.sampled_from(["type", "gate"]).map(_var), operators, few),
        _compared(st.sampled_from(["type", "gate"]).map(_var), st.just("in"), st.lists(few)),
        _compared(st.just(_var("weekday")), st.just("in"), st.lists(st.integers(1, 7))),
        _compared(st.just(_var("day")), operators, _days(local.date())),
        _compared(st.just(_var("day")), st.just("in"), st.lists(_days(local.date()), max_size=2)),
        _compared(st.just(_var("time")), operators, times),
        _compared(st.just(_var("now")), operators, instants),
        _compared(st.just(_var("is_inside")), st.sampled_from(["==", "!="]), st.booleans()),
        _compared(since, operators, few),
    )


def _compared(*parts: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.tuples(*parts).map(lambda said: {said[1]: [said[0], said[2]]})


def _var(name: str) -> dict[str, str]:
    return {"var": name}


def _days(day: date) -> SearchStrategy[str]:
    return st.sampled_from([(day + timedelta(days=n)).isoformat() for n in (-1, 0, 1)])


def _written(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
