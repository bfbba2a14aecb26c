"""The rules of a check-in list: a subset of JsonLogic (jsonlogic.com) without its loose types. Pure.

`{"and": [{"<": [{"var": "time"}, "12:00"]}, {"in": [{"var": "type"}, [3, 4]]}]}`

Facts: type, gate, now (seconds since 1970), day, time and weekday (1 = Monday) at the event's place,
entries, entries_today, minutes_since_first, minutes_since_last, is_inside. `{"instant": "2026-05-01T
09:00+08:00"}` is an instant in seconds, `{"entries_since": instant}` counts entries from it on. What
cannot be compared (no entry yet, text with number) is never true. static/js/gate/rules.js is its twin.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import ge, gt, le, lt
from typing import Any

from events_svc.checkin.errors import RulesMalformed

Facts = Mapping[str, Any]
Explanation = dict[str, Any]

FACTS = frozenset(
    [
        "type",
        "gate",
        "now",
        "day",
        "time",
        "weekday",
        "entries",
        "entries_today",
        "minutes_since_first",
        "minutes_since_last",
        "is_inside",
    ]
)
LOGIC = frozenset({"and", "or", "!"})
COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
_ORDERS = {"<": lt, "<=": le, ">": gt, ">=": ge}
DEEPEST, MOST = 8, 200


def holds(rule: Any, facts: Facts) -> bool:
    """Whether the rule is true of the facts; no rule is always true."""
    return not rule or value(rule, facts) is True


def failures(rule: Any, facts: Facts) -> list[Explanation]:
    """The comparisons that keep the rule from being true: which fact, what it is, what was wanted."""
    if holds(rule, facts):
        return []
    operator, operands = _node(rule)
    if operator in {"and", "or"}:
        return [failure for operand in operands for failure in failures(operand, facts)]
    if operator == "!":
        return [{"fact": "", "operator": "!", "is": True, "wanted": False}]
    left, right = operands
    return [
        {
            "fact": _name(left),
            "operator": operator,
            "is": value(left, facts),
            "wanted": value(right, facts),
        }
    ]


def value(rule: Any, facts: Facts) -> Any:
    """What an expression comes to; lists and plain values are themselves."""
    if not isinstance(rule, dict):
        return rule
    operator, operands = _node(rule)
    if operator in LOGIC:
        return _logic(operator, operands, facts)
    if operator in COMPARISONS:
        left, right = operands
        return _compare(operator, value(left, facts), value(right, facts))
    return _fact(operator, operands[0], facts)


def asks_for_the_log(rule: Any) -> bool:
    """Whether the rule counts entries by time, for which the log must be read."""
    if isinstance(rule, dict):
        if "entries_since" in rule or rule.get("var") == "entries_today":
            return True
        return any(asks_for_the_log(inner) for inner in rule.values())
    return isinstance(rule, list) and any(asks_for_the_log(inner) for inner in rule)


def check(rule: Any) -> None:
    """Raise RulesMalformed unless `rule` is empty or one of ours, at most 8 deep and 200 nodes large."""
    if rule and _size(rule, 1) > MOST:
        raise RulesMalformed("too long")


def _node(rule: dict[str, Any]) -> tuple[str, list[Any]]:
    ((operator, operands),) = rule.items()
    return operator, operands if isinstance(operands, list) else [operands]


def _logic(operator: str, operands: Sequence[Any], facts: Facts) -> bool:
    truths = (value(operand, facts) is True for operand in operands)
    if operator == "and":
        return all(truths)
    return any(truths) if operator == "or" else not next(truths)


def _compare(operator: str, left: Any, right: Any) -> bool:
    if operator == "in":
        return isinstance(right, list) and any(_is_same(left, one) for one in right)
    if operator in {"==", "!="}:
        return _is_same(left, right) is (operator == "==")
    if _kind(left) != _kind(right) or _kind(left) not in {"number", "text"}:
        return False
    return bool(_ORDERS[operator](left, right))


def _fact(operator: str, operand: Any, facts: Facts) -> Any:
    if operator == "var":
        return facts.get(operand)
    if operator == "instant":
        return int(datetime.fromisoformat(operand).timestamp())
    since = value(operand, facts)
    return sum(entered >= since for entered in facts.get("entered", ()))


def _is_same(left: Any, right: Any) -> bool:
    return _kind(left) == _kind(right) and left == right


def _kind(one: Any) -> str:
    if isinstance(one, bool):
        return "truth"
    if isinstance(one, int | float):
        return "number"
    return "text" if isinstance(one, str) else "other"


def _name(operand: Any) -> str:
    if not isinstance(operand, dict):
        return ""
    ((operator, name),) = operand.items()
    return str(name) if operator == "var" else str(operator)


def _size(rule: Any, depth: int) -> int:
    if depth > DEEPEST:
        raise RulesMalformed("too deep")
    if not isinstance(rule, dict) or len(rule) != 1:
        raise RulesMalformed("one operator each")
    operator, operands = _node(rule)
    if operator in LOGIC:
        if not operands or (operator == "!" and len(operands) != 1):
            raise RulesMalformed(operator)
        return 1 + sum(_size(operand, depth + 1) for operand in operands)
    if operator not in COMPARISONS or len(operands) != 2:
        raise RulesMalformed(operator)
    return 1 + sum(_value_size(operand) for operand in operands)


def _value_size(operand: Any) -> int:
    if isinstance(operand, list):
        if not all(isinstance(one, str | int | float) for one in operand):
            raise RulesMalformed("a list of plain values")
        return len(operand)
    if not isinstance(operand, dict):
        return 1
    if len(operand) != 1:
        raise RulesMalformed("one operator each")
    ((operator, inner),) = operand.items()
    if operator == "entries_since" and isinstance(inner, dict):
        return 1 + _value_size(inner)
    if not (_is_fact(operator, inner) or _is_instant(operator, inner)):
        raise RulesMalformed(operator)
    return 1


def _is_fact(operator: str, name: Any) -> bool:
    return operator == "var" and isinstance(name, str) and name in FACTS


def _is_instant(operator: str, written: Any) -> bool:
    if operator != "instant" or not isinstance(written, str):
        return False
    try:
        return datetime.fromisoformat(written).tzinfo is not None
    except ValueError:
        return False
