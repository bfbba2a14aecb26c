"""The rehearsal: five codes and the answers to them. They live in the page alone; no gate knows them."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from events_svc.checkin.verdict import Reason
from events_svc.documents import qr

ROUND = "REHEARSAL "  # no signed code, number or order begins so
NUMBERS = {"valid": 101, "used": 102, "day": 103, "unpaid": 104, "unknown": None}
REASONS = {
    "valid": Reason.OK,
    "used": Reason.ALREADY_USED,
    "day": Reason.WRONG_EVENT,
    "unpaid": Reason.UNPAID,
    "unknown": Reason.INVALID,
}
PEOPLE = {
    "valid": {"zh": "示例甲", "en": "Ada Example"},
    "used": {"zh": "示例乙", "en": "Ben Example"},
    "day": {"zh": "示例丙", "en": "Cleo Example"},
    "unpaid": {"zh": "示例丁", "en": "Dan Example"},
}


@dataclass(frozen=True, slots=True)
class Card:
    """A code to touch or to scan."""

    name: str
    code: Markup


@cache
def cards() -> tuple[Card, ...]:
    """The codes, in the order in which they are learned."""
    return tuple(Card(name, qr.svg(ROUND + name.upper())) for name in REASONS)


def answers(language: str) -> dict[str, dict[str, Any]]:
    """What the scanner says to each code, in the shape of a ScanAnswer."""
    return {name: _answer(name, language) for name in REASONS}


def _answer(name: str, language: str) -> dict[str, Any]:
    number = NUMBERS[name]
    ticket = {
        "number": number,
        "holder_name": PEOPLE[name][language] if number else "",
        "holder_organisation": "",
        "ticket_type": {"zh": "标准票", "en": "Standard"},
        "order_code": "KX47QM",
    }
    return {
        "reason": REASONS[name].value,
        "ticket": ticket if number else None,
        "first_gate": {"zh": "东门", "en": "East gate"},
    }
