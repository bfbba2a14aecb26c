"""The rules of a list as rows that people fill in: fact, comparison, value; in groups. Pure.

`All of these groups hold`, or any; in a group all rows hold, or any. Not every rule can be said in rows
(see rules.py): `read` gives None for what cannot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from events_svc.checkin.rule_form import is_instant
from events_svc.checkin.rules import LOGIC, node

Match = Literal["all", "any"]
_JOINS: dict[Match, str] = {"all": "and", "any": "or"}

CHOICES = ("in", "not in")
NUMBERS = ("<", ">=", "==")
COMPARISONS: dict[str, tuple[str, ...]] = {
    "type": CHOICES,
    "gate": CHOICES,
    "weekday": CHOICES,
    "day": (*CHOICES, ">=", "<="),
    "time": (">=", "<"),
    "now": (">=", "<"),
    "entries": NUMBERS,
    "entries_today": NUMBERS,
    "entries_since": NUMBERS,
    "is_inside": ("==",),
    "minutes_since_first": ("!<", "!>", ">=", "<="),
    "minutes_since_last": ("!<", "!>", ">=", "<="),
    "minutes_since_start": (">=", "<="),
    "minutes_since_end": (">=", "<="),
}
"""What a row may say of a fact; `!<` is "not less than, or there was none yet"."""


@dataclass(frozen=True, slots=True)
class Row:
    """One condition. `values` has several for `in` and `not in`; `since` is for `entries_since` alone."""

    fact: str
    comparison: str
    values: tuple[Any, ...] = ()
    since: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    match: Match = "all"
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Conditions:
    match: Match = "all"
    groups: tuple[Group, ...] = ()


def rule_of(conditions: Conditions) -> dict[str, Any]:
    """The rule that these rows say; {} for no rows."""
    parts = [
        _joined(group.match, [_node(row) for row in group.rows])
        for group in conditions.groups
        if group.rows
    ]
    return _joined(conditions.match, parts) if parts else {}


def read(rule: Any) -> Conditions | None:
    """The rows that say this rule, None if there are none such: always the same for what means the same,
    as what is joined with nothing is alone.
    """
    found = _rows_of(rule)
    return None if found is None else _rows_of(rule_of(found))


def _rows_of(rule: Any) -> Conditions | None:
    if not rule:
        return Conditions()
    alone = _group(rule)
    if alone is not None:
        return Conditions(groups=(alone,))
    operator, operands = node(rule)
    groups = [_group(one) for one in operands] if operator in {"and", "or"} else [None]
    if not all(groups):
        return None
    match: Match = "all" if operator == "and" else "any"
    return Conditions(match, tuple(group for group in groups if group))


def _joined(match: Match, parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return parts[0] if len(parts) == 1 else {_JOINS[match]: [*parts]}


def _node(row: Row) -> dict[str, Any]:
    left: dict[str, Any] = {"var": row.fact}
    if row.fact == "entries_since":
        left = {"entries_since": _since(row.since)}
    if row.comparison in CHOICES:
        chosen = {"in": [left, [*row.values]]}
        return chosen if row.comparison == "in" else {"!": chosen}
    (right,) = row.values
    right = {"instant": right} if row.fact == "now" else right
    compared = {row.comparison.removeprefix("!"): [left, right]}
    return {"!": compared} if row.comparison.startswith("!") else compared


def _since(written: str) -> Any:
    return {"instant": written} if is_instant(written) else written


def _group(rule: Any) -> Group | None:
    """A row alone, or rows that are joined."""
    row = _row(rule)
    if row is not None:
        return Group(rows=(row,))
    operator, operands = node(rule)
    if operator == "!" or operator not in LOGIC:
        return None
    rows = tuple(one for one in map(_row, operands) if one is not None)
    match: Match = "all" if operator == "and" else "any"
    return Group(match, rows) if len(rows) == len(operands) else None


def _row(rule: Any) -> Row | None:
    operator, operands = node(rule)
    if operator != "!":
        return None if operator in LOGIC else _compared(operator, operands)
    inner, within = node(operands[0])
    if inner in LOGIC:
        return None
    return _compared("not in" if inner == "in" else f"!{inner}", within)


def _compared(comparison: str, operands: Sequence[Any]) -> Row | None:
    left, right = operands
    operator, (operand,) = node(left)
    fact = operator if operator == "entries_since" else operand
    if comparison == "==" and "in" in COMPARISONS[fact]:
        comparison, right = "in", [right]
    if comparison not in COMPARISONS[fact] or not _is_typed(fact, right):
        return None
    right = right["instant"] if fact == "now" else right
    since = operand["instant"] if isinstance(operand, dict) else operand
    values = tuple(right) if isinstance(right, list) else (right,)
    return Row(fact, comparison, values, since if fact == "entries_since" else "")


def _is_typed(fact: str, right: Any) -> bool:
    """Whether a field can hold it: an instant that is written, a whole number, never none."""
    if fact == "now":
        return isinstance(right, dict)
    values = right if isinstance(right, list) else [right]
    return all(isinstance(one, int | str) for one in values)
