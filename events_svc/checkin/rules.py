"""The rules of a check-in list: a subset of JsonLogic (jsonlogic.com) without its loose types. Pure.

`{"and": [{"<": [{"var": "time"}, "12:00"]}, {"in": [{"var": "type"}, [3, 4]]}]}`

Facts: see rule_form.py, which says what may be written. `{"instant": "2026-05-01T09:00+08:00"}` is an
instant in seconds since 1970; `{"entries_since": instant}` counts entries from it on, `{"entries_since":
"11:30"}` those of today from that time on. What cannot be compared (no entry yet, text with number) is
never true. static/js/gate/rules.js is its twin.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import ge, gt, le, lt
from typing import Any

Facts = Mapping[str, Any]
Explanation = dict[str, Any]

LOGIC = frozenset({"and", "or", "!"})
COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
OPPOSITES = {
    "==": "!=",
    "!=": "==",
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "in": "not in",
}
_ORDERS = {"<": lt, "<=": le, ">": gt, ">=": ge}


def holds(rule: Any, facts: Facts) -> bool:
    """Whether the rule is true of the facts; no rule is always true."""
    return not rule or value(rule, facts) is True


def failures(rule: Any, facts: Facts) -> list[Explanation]:
    """The comparisons that keep the rule from being true: which fact, what it is, what was wanted.

    All of them are needed, but of `{"any": […]}` one; `{"all": […]}` is one of these, needed together.
    `entries_since` says since when.
    """
    return [] if holds(rule, facts) else _blamed(rule, facts, wanted=True)


def value(rule: Any, facts: Facts) -> Any:
    """What an expression comes to; lists and plain values are themselves."""
    if not isinstance(rule, dict):
        return rule
    operator, operands = node(rule)
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


def node(rule: dict[str, Any]) -> tuple[str, list[Any]]:
    """The operator of an expression and its operands."""
    ((operator, operands),) = rule.items()
    return operator, operands if isinstance(operands, list) else [operands]


def _blamed(rule: Any, facts: Facts, *, wanted: bool) -> list[Explanation]:
    """Why the rule is not as it is wanted, true or false."""
    operator, operands = node(rule)
    if operator == "!":
        return _blamed(operands[0], facts, wanted=not wanted)
    if operator not in LOGIC:
        return [_compared(operator if wanted else OPPOSITES[operator], operands, facts)]
    wrong = [one for one in operands if (value(one, facts) is True) is not wanted]
    parts = [_blamed(one, facts, wanted=wanted) for one in wrong]
    if (operator == "and") is wanted:
        return [failure for part in parts for failure in part]
    return _either(parts)


def _either(parts: Sequence[list[Explanation]]) -> list[Explanation]:
    ways = [part[0] if len(part) == 1 else {"all": part} for part in parts]
    return ways if len(ways) == 1 else [{"any": ways}]


def _compared(operator: str, operands: Sequence[Any], facts: Facts) -> Explanation:
    (name, (operand, *_)), right = node(operands[0]), value(operands[1], facts)
    fact = operand if name == "var" else name
    said = {"fact": fact, "operator": operator, "is": value(operands[0], facts), "wanted": right}
    return said if name == "var" else {**said, "since": value(operand, facts)}


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
        return int(datetime.fromisoformat(operand).timestamp() // 1)
    since = value(operand, facts)
    known = facts["entered_today" if isinstance(since, str) else "entered"]
    return sum(entered >= since for entered in known)


def _is_same(left: Any, right: Any) -> bool:
    return _kind(left) == _kind(right) and left == right


def _kind(one: Any) -> str:
    if isinstance(one, bool):
        return "truth"
    if isinstance(one, int | float):
        return "number"
    return "text" if isinstance(one, str) else "other"
