"""What JSON columns say of other rows and of times, said of the clone's. Pure."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from events_svc.checkin.models import Gate
from events_svc.cloning.copying import Clone
from events_svc.schedule.models import Track
from events_svc.schedule.plan_models import SessionType
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.questions.models import TicketQuestion

_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


def ticket_types(clone: Clone, ids: list[int]) -> list[int]:
    """A list of ticket types."""
    return clone.these(TicketType, ids)


def session_types(clone: Clone, ids: list[int]) -> list[int]:
    """A list of kinds of sessions."""
    return clone.these(SessionType, ids)


def tracks(clone: Clone, ids: list[int]) -> list[int]:
    """A list of tracks."""
    return clone.these(Track, ids)


def seating_types(clone: Clone, types: dict[str, list[int]]) -> dict[str, list[int]]:
    """Which ticket types sit in which category."""
    return {category: clone.these(TicketType, ids) for category, ids in types.items()}


def cancel_steps(clone: Clone, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Until when one may cancel for how much."""
    return [{**step, "until": _later(clone, step["until"])} for step in steps]


def unchanged(_clone: Clone, value: Any) -> Any:
    """What is no time of the event although it is an instant."""
    return value


def badge_design(clone: Clone, design: dict[str, Any]) -> dict[str, Any]:
    """A badge: its ticket types with their colours, its questions; what became of nothing is left out."""
    types, questions = clone.ids[TicketType], clone.ids[TicketQuestion]
    colours = {
        str(types[int(one)]): colour
        for one, colour in design.get("colours", {}).items()
        if int(one) in types
    }
    parts = [
        {**part, "question": questions.get(part["question"])} if part.get("question") else part
        for part in design["parts"]
    ]
    kept = [one for one in parts if one["kind"] != "answer" or one["question"]]
    return {**design, "colours": colours, "parts": kept}


def entry_days(clone: Clone, days: dict[str, list[str]]) -> dict[str, list[str]]:
    """On which days tickets of a type enter."""
    became = {str(new): days.get(str(old)) for old, new in clone.ids[TicketType].items()}
    return {
        new: [_later(clone, day) for day in listed]
        for new, listed in became.items()
        if listed is not None
    }


def door_rules(clone: Clone, rule: Any) -> Any:
    """JsonLogic: ticket types and gates by their new ids, days and instants shifted."""
    if isinstance(rule, list):
        return [door_rules(clone, one) for one in rule]
    if not isinstance(rule, dict):
        return rule
    if [*rule] == ["instant"]:
        return {"instant": _later(clone, rule["instant"])}
    said = {
        one["var"]: True
        for operands in rule.values()
        if isinstance(operands, list)
        for one in operands
        if isinstance(one, dict) and "var" in one
    }
    change = next((_CHANGES[name] for name in said if name in _CHANGES), None)
    if change is None:
        return {operator: door_rules(clone, operands) for operator, operands in rule.items()}
    return {operator: [_each(clone, change, one) for one in ops] for operator, ops in rule.items()}


def _each(clone: Clone, change: Callable[[Clone, Any], Any], operand: Any) -> Any:
    if isinstance(operand, list):
        return [change(clone, one) for one in operand]
    return door_rules(clone, operand) if isinstance(operand, dict) else change(clone, operand)


def _type(clone: Clone, value: Any) -> Any:
    return clone.ids[TicketType].get(value, value) if isinstance(value, int) else value


def _gate(clone: Clone, value: Any) -> Any:
    return clone.ids[Gate].get(value, value) if isinstance(value, int) else value


def _second(clone: Clone, value: Any) -> Any:
    if not isinstance(value, int):
        return value
    return int(clone.later(datetime.fromtimestamp(value, UTC)).timestamp())


def _later(clone: Clone, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if _DAY.match(value):
        return clone.later_day(date.fromisoformat(value)).isoformat()
    at = datetime.fromisoformat(value)
    return clone.later(at).astimezone(at.tzinfo).isoformat() if at.tzinfo else value


_CHANGES: dict[str, Callable[[Clone, Any], Any]] = {
    "type": _type,
    "gate": _gate,
    "now": _second,
    "day": _later,
}
