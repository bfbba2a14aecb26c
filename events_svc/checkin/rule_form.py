"""What may be written as a rule of a list, so that both engines read it alike. Pure.

Facts of a ticket: `type`, `entries`, `entries_today`, `minutes_since_first` and `minutes_since_last` entry,
`is_inside`; of the passage: `gate`, `now` (seconds since 1970), and at the event's place `day`, `time`,
`weekday` (1 = Monday); of the list's session: `minutes_since_start`, `minutes_since_end`, negative before.
"""

import re
from datetime import UTC, date, datetime
from typing import Any

from events_svc import clock
from events_svc.checkin.errors import RulesMalformed
from events_svc.checkin.rules import COMPARISONS, LOGIC, node

NUMBERS = frozenset(
    [
        "type",
        "gate",
        "now",
        "weekday",
        "entries",
        "entries_today",
        "minutes_since_first",
        "minutes_since_last",
        "minutes_since_start",
        "minutes_since_end",
    ]
)
TEXTS = frozenset({"day", "time"})
FACTS = NUMBERS | TEXTS | {"is_inside"}
DEEPEST, MOST = 8, 200
LARGEST = 2**53 - 1  # a larger number is another one in JavaScript
FIRST = datetime(clock.FIRST_YEAR, 1, 1, tzinfo=UTC).timestamp()
END = datetime(clock.LAST_YEAR + 1, 1, 1, tzinfo=UTC).timestamp()  # moments that can be told

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)\Z")


def check(rule: Any) -> None:
    """Raise RulesMalformed unless `rule` is empty or one of ours, at most 8 deep and 200 nodes large."""
    if rule and _size(rule, 1) > MOST:
        raise RulesMalformed("too long")


def is_time(written: object) -> bool:
    """Whether this is a time of day, `09:30`."""
    return isinstance(written, str) and _TIME.match(written) is not None


def is_day(written: object) -> bool:
    """Whether this is a day, `2026-09-10`."""
    if not isinstance(written, str) or not _DAY.match(written):
        return False
    try:
        return clock.is_tellable(date.fromisoformat(written))
    except ValueError:
        return False


def is_instant(written: object) -> bool:
    """Whether this is an instant with its offset, `2026-09-10T09:30+08:00`."""
    if not isinstance(written, str) or not _INSTANT.match(written):
        return False
    try:
        return clock.is_tellable(datetime.fromisoformat(written))
    except ValueError:
        return False


def _size(rule: Any, depth: int) -> int:
    if depth > DEEPEST:
        raise RulesMalformed("too deep")
    if not isinstance(rule, dict) or len(rule) != 1:
        raise RulesMalformed("one operator each")
    operator, operands = node(rule)
    if operator in LOGIC:
        if not operands or (operator == "!" and len(operands) != 1):
            raise RulesMalformed(operator)
        return 1 + sum(_size(operand, depth + 1) for operand in operands)
    if operator not in COMPARISONS or len(operands) != 2:
        raise RulesMalformed(operator)
    return 1 + _compared_size(operator, *operands)


def _compared_size(operator: str, left: Any, right: Any) -> int:
    """A fact on the left; on the right what it can be, or for `in` a list of these."""
    fact = _fact_of(left)
    if operator != "in":
        _check_value(fact, right)
        return 2
    if not isinstance(right, list):
        raise RulesMalformed("a list of plain values")
    for one in right:
        _check_value(fact, one)
    return 1 + len(right)


def _fact_of(operand: Any) -> str:
    if not isinstance(operand, dict) or len(operand) != 1:
        raise RulesMalformed("a fact on the left")
    operator, operands = node(operand)
    if operator == "entries_since" and len(operands) == 1:
        _check_since(operands[0])
        return "entries"
    name = operands[0] if operator == "var" and len(operands) == 1 else None
    if not isinstance(name, str) or name not in FACTS:
        raise RulesMalformed(operator)
    return name


def _check_since(operand: Any) -> None:
    if not is_time(operand) and not _is_instant_node(operand):
        raise RulesMalformed("entries_since")


def _check_value(fact: str, operand: Any) -> None:
    if not _fits(fact, operand):
        raise RulesMalformed(fact)


def _fits(fact: str, operand: Any) -> bool:
    if operand is None:
        return fact.startswith("minutes_")
    if fact == "is_inside":
        return isinstance(operand, bool)
    if fact == "time":
        return is_time(operand)
    if fact == "day":
        return is_day(operand)
    if fact == "now":
        return _is_instant_node(operand) or (_is_number(operand) and FIRST <= operand < END)
    return _is_number(operand)


def _is_number(operand: Any) -> bool:
    return type(operand) in {int, float} and abs(operand) <= LARGEST


def _is_instant_node(operand: Any) -> bool:
    return (
        isinstance(operand, dict)
        and list(operand) == ["instant"]
        and is_instant(operand["instant"])
    )
