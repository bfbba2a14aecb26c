"""The words of rules, and why one keeps somebody out; rule_meaning.py says what a whole rule means.

static/js/gate/rule-words.js says the same at the gate, with the words of `of_rules`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from events_svc.checkin.rules import Explanation
from events_svc.web.i18n import gettext

KINDS = {
    **dict.fromkeys(("type", "gate", "weekday"), "choice"),
    **dict.fromkeys(("day", "time", "now"), "moment"),
    **dict.fromkeys(("minutes_since_start", "minutes_since_end"), "span"),
    "is_inside": "place",
}  # all others are numbers


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids of a rule are called, and the zone in which its instants are told."""

    timezone: str = "UTC"
    type: Mapping[int, str] = field(default_factory=dict)
    gate: Mapping[int, str] = field(default_factory=dict)


def failure(item: Explanation, names: Names) -> str:
    """Why a rule kept somebody out: what was found, and what was needed."""
    for join, pattern in (("any", gettext("{a}; or {b}")), ("all", gettext("{a}, and {b}"))):
        if join in item:
            return joined(pattern, [failure(one, names) for one in item[join]])
    fact, needed = item["fact"], phrase(item["fact"], item["operator"], item["wanted"], names)
    return gettext("{fact}: {is}, needed: {needed}").format_map(
        {
            "fact": fact_words(fact, item.get("since"), names),
            "is": value_words(fact, item["is"], names),
            "needed": needed,
        }
    )


def of_rules() -> dict[str, str]:
    """All words of this module, by the keys that rule-words.js uses."""
    return {
        "rule:or": gettext("{a}; or {b}"),
        "rule:and": gettext("{a}, and {b}"),
        "rule:failed": gettext("{fact}: {is}, needed: {needed}"),
        "rule:none": gettext("none yet"),
        "rule:comma": gettext("{a} or {b}"),
        **{f"fact:{name}": words for name, words in facts().items()},
        **{f"phrase:{key}": words for key, words in phrases().items()},
        **{f"weekday:{n}": words for n, words in weekdays().items()},
    }


def facts() -> dict[str, str]:
    """What the facts are called."""
    return {
        "type": gettext("ticket type"),
        "gate": gettext("gate"),
        "now": gettext("moment"),
        "day": gettext("day"),
        "time": gettext("time of day"),
        "weekday": gettext("day of the week"),
        "entries": gettext("entries so far"),
        "entries_today": gettext("entries today"),
        "entries_since": gettext("entries since {since}"),
        "minutes_since_first": gettext("minutes since the first entry"),
        "minutes_since_last": gettext("minutes since the last entry"),
        "minutes_since_start": gettext("from the session's start"),
        "minutes_since_end": gettext("from the session's end"),
        "is_inside": gettext("the person"),
    }


def phrases() -> dict[str, str]:
    """What is said of a fact, by kind and operator."""
    return {
        "choice:in": gettext("is {value}"),
        "choice:not in": gettext("is not {value}"),
        "moment:in": gettext("is {value}"),
        "moment:not in": gettext("is not {value}"),
        "moment:<": gettext("before {value}"),
        "moment:<=": gettext("until {value}"),
        "moment:>": gettext("after {value}"),
        "moment:>=": gettext("from {value} on"),
        "number:in": gettext("exactly {value}"),
        "number:not in": gettext("not {value}"),
        "number:<": gettext("less than {value}"),
        "number:<=": gettext("at most {value}"),
        "number:>": gettext("more than {value}"),
        "number:>=": gettext("at least {value}"),
        "span:in": gettext("exactly {value}"),
        "span:not in": gettext("not {value}"),
        "span:<": gettext("earlier than {value}"),
        "span:<=": gettext("not later than {value}"),
        "span:>": gettext("later than {value}"),
        "span:>=": gettext("not earlier than {value}"),
        "span:before": gettext("{minutes} min before"),
        "span:after": gettext("{minutes} min after"),
        "place:in": gettext("is now {value}"),
        "place:not in": gettext("is not {value} now"),
        "place:true": gettext("inside"),
        "place:false": gettext("outside"),
    }


def weekdays() -> dict[int, str]:
    """1 is Monday (ISO 8601)."""
    return {
        1: gettext("Monday"),
        2: gettext("Tuesday"),
        3: gettext("Wednesday"),
        4: gettext("Thursday"),
        5: gettext("Friday"),
        6: gettext("Saturday"),
        7: gettext("Sunday"),
    }


def fact_words(fact: str, since: Any, names: Names) -> str:
    """What a fact is called; `since` when entries are counted."""
    told = "" if since is None else since if isinstance(since, str) else _moment(since, names)
    return facts()[fact].format(since=told)


def phrase(fact: str, operator: str, wanted: Any, names: Names) -> str:
    """What is said of a fact: the comparison with what is wanted."""
    kind = KINDS.get(fact, "number")
    operator = {"==": "in", "!=": "not in"}.get(operator, operator)
    pattern = phrases().get(f"{kind}:{operator}", f"{operator} {{value}}")
    values = wanted if isinstance(wanted, list) else [wanted]
    told = [value_words(fact, one, names) for one in values] or ["–"]
    return pattern.format(value=joined(gettext("{a} or {b}"), told))


def value_words(fact: str, one: Any, names: Names) -> str:
    """What a fact is, in words."""
    if one is None:
        return gettext("none yet")
    if fact in {"type", "gate"}:
        return str(getattr(names, fact).get(one, f"#{one}"))
    if fact == "weekday":
        return weekdays().get(one, str(one))
    tell: Mapping[str, Callable[[], str]] = {
        "now": lambda: _moment(one, names),
        "is_inside": lambda: phrases()["place:true" if one is True else "place:false"],
        "minutes_since_start": lambda: _span(one),
        "minutes_since_end": lambda: _span(one),
    }
    return tell[fact]() if fact in tell else str(one)


def _span(minutes: int) -> str:
    key = "span:before" if minutes < 0 else "span:after"
    return phrases()[key].format(minutes=abs(minutes))


def _moment(seconds: int, names: Names) -> str:
    at = datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(names.timezone))
    return at.strftime("%Y-%m-%d %H:%M")


def joined(pattern: str, parts: Sequence[str]) -> str:
    """The parts by a pattern of `{a}` and `{b}`."""
    said, *others = parts
    for one in others:
        said = pattern.format(a=said, b=one)
    return said
