"""A simulated scan in words: each check, passed or not, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from events_svc.checkin.history import Passage
from events_svc.checkin.simulate import Answer, Question
from events_svc.checkin.store import decoded, instant
from events_svc.checkin.verdict import Reason, Verdict, is_asked
from events_svc.text import in_language
from events_svc.web.checkin import rule_words
from events_svc.web.checkin.rule_words import Names
from events_svc.web.i18n import gettext, language


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: `state` is passed, failed, or skipped (not asked of who goes out)."""

    reason: str
    state: str
    what: str
    why: str
    decides: bool


def checked(answer: Answer, asked: Question, names: Names) -> list[Checked]:
    """The checks in their order; the first that fails decides."""
    passage = Passage(asked.direction, asked.at, asked.gate_id)
    return [
        Checked(
            reason.value,
            _state(reason, found, passage),
            checks()[reason],
            _why(found, answer, names) if found else "",
            decides=reason is answer.verdict.reason,
        )
        for reason, found in answer.checks
    ]


def checks() -> dict[str, str]:
    """What each check wants, as it is read when it passes."""
    return {
        Reason.CANCELLED: gettext("The ticket is not cancelled"),
        Reason.BLOCKED: gettext("The ticket is not blocked"),
        Reason.REVOKED: gettext("The code is the present one"),
        Reason.UNAPPROVED: gettext("The order is approved"),
        Reason.INVALID_TIME: gettext("The ticket is valid at this time"),
        Reason.PRODUCT: gettext("The ticket type is on the list"),
        Reason.WRONG_EVENT: gettext("It is of this event and this day"),
        Reason.UNPAID: gettext("It is paid, or the list lets unpaid tickets in"),
        Reason.RULES: gettext("The rules of the list hold"),
        Reason.INCOMPLETE: gettext("All questions are answered"),
        Reason.ALREADY_USED: gettext("It was not used yet, or may enter again"),
    }


def known(answer: Answer, names: Names) -> list[tuple[str, str]]:
    """What the rules could know at that moment: names and values in words."""
    words, facts = rule_words.facts(), answer.facts
    shown = [name for name in words if name in facts and facts[name] is not None]
    return [(words[name], rule_words.value_words(name, facts[name], names)) for name in shown]


def _state(reason: Reason, found: Verdict | None, passage: Passage) -> str:
    if not is_asked(reason, passage):
        return "skipped"
    return "failed" if found else "passed"


def _why(found: Verdict, answer: Answer, names: Names) -> str:
    if found.explanation:
        return gettext(" · ").join(rule_words.failure(one, names) for one in found.explanation)
    if found.reason is Reason.ALREADY_USED and found.first_at:
        gate = names.gate.get(found.first_gate_id or 0, "–")
        words = {"time": _moment(found.first_at, names), "gate": gate}
        return gettext("First at {time}, {gate}").format(**words)
    ticket = answer.ticket
    return _of_ticket(found, ticket, names) if ticket else ""


def _of_ticket(found: Verdict, ticket: Mapping[str, Any], names: Names) -> str:
    if found.reason is Reason.PRODUCT:
        return in_language(decoded(ticket["type_name"]), language.get())
    if found.reason is Reason.INVALID_TIME:
        ends = [instant(ticket["valid_from"]), instant(ticket["valid_until"])]
        start, end = (_moment(one, names) if one else "…" for one in ends)
        return gettext("Valid from {start} until {end}").format(start=start, end=end)
    if found.reason is Reason.UNPAID:
        return gettext("Order {code}").format(code=ticket["order_code"])
    return ""


def _moment(at: datetime, names: Names) -> str:
    return at.astimezone(ZoneInfo(names.timezone)).strftime("%Y-%m-%d %H:%M")
