"""What a rule of a list means, as a part of a sentence."""

from collections.abc import Sequence
from typing import Any

from events_svc.checkin.rules import LOGIC, OPPOSITES, node, value
from events_svc.web.checkin.rule_words import Names, fact_words, joined, phrase
from events_svc.web.i18n import gettext

ORDERS = frozenset({"<", "<=", ">", ">="})
SINCE_ENTRY = frozenset({"minutes_since_first", "minutes_since_last"})


def meaning(rule: Any, names: Names) -> str:
    """The rule as a part of a sentence; "" for no rule."""
    return _said(rule, names, wanted=True) if rule else ""


def _said(rule: Any, names: Names, *, wanted: bool) -> str:
    operator, operands = node(rule)
    if operator == "!":
        return _said(operands[0], names, wanted=not wanted)
    if operator not in LOGIC:
        said = _compared(operator if wanted else OPPOSITES[operator], operands, names)
        return said if wanted else _or_never(operator, operands[0], said)
    parts = [_said(one, names, wanted=wanted) for one in operands]
    if len(parts) > 1:
        parts = [_bracketed(one, part) for one, part in zip(operands, parts, strict=True)]
        parts = [_unrepeated(n, operands, parts, names) for n in range(len(parts))]
    is_and = (operator == "and") is wanted
    return joined(gettext("{a} and {b}") if is_and else gettext("{a} or {b}"), parts)


def _or_never(operator: str, left: dict[str, Any], said: str) -> str:
    """`Not less than` is true, too, of who was never in."""
    if operator not in ORDERS or left.get("var") not in SINCE_ENTRY:
        return said
    return gettext("{condition} (or no entry yet)").format(condition=said)


def _bracketed(rule: Any, said: str) -> str:
    operator, operands = node(rule)
    inner = node(operands[0])[0] if operator == "!" else operator
    return f"({said})" if inner in {"and", "or"} and len(node(rule)[1]) > 1 else said


def _unrepeated(n: int, operands: Sequence[Any], parts: Sequence[str], names: Names) -> str:
    """The n-th part, without the name of its fact where the part before has just said it."""
    facts_said = [_plain_fact(one, names) for one in operands[max(n - 1, 0) : n + 1]]
    if n == 0 or facts_said[0] is None or facts_said[0] != facts_said[1]:
        return parts[n]
    return parts[n].removeprefix(facts_said[1]).strip()


def _plain_fact(rule: Any, names: Names) -> str | None:
    operator, operands = node(rule)
    if operator in LOGIC:
        return None
    return _fact_of(operands[0], names)


def _fact_of(left: Any, names: Names) -> str:
    name, (operand, *_) = node(left)
    if name == "var":
        return fact_words(operand, None, names)
    return fact_words(name, value(operand, {}), names)


def _compared(operator: str, operands: Sequence[Any], names: Names) -> str:
    left, right = operands
    name, (operand, *_) = node(left)
    said = phrase(operand if name == "var" else name, operator, value(right, {}), names)
    return gettext("{fact} {phrase}").format(fact=_fact_of(left, names), phrase=said)
