"""What a frozen report says beside what would be frozen now. Pure."""

from dataclasses import dataclass
from typing import Any

Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A total that is another one now; `unit` as in the report."""

    key: str
    unit: str
    then: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Differences:
    """The totals that differ, titles and events that came or went since."""

    totals: list[Difference]
    came: list[Part]
    went: list[Part]

    @property
    def are_none(self) -> bool:
        return not (self.totals or self.came or self.went)


def between(frozen: Part, now: Part) -> Differences:
    """From a frozen content to that of now, both of the same scope."""
    before, after = _named(frozen), _named(now)
    return Differences(
        totals=_totals(frozen, now),
        came=[after[key] for key in after if key not in before],
        went=[before[key] for key in before if key not in after],
    )


def _totals(frozen: Part, now: Part) -> list[Difference]:
    then = {one["key"]: one for one in frozen["totals"]}
    return [
        Difference(one["key"], one["unit"], then[one["key"]]["value"], one["value"])
        for one in now["totals"]
        if one["key"] in then and then[one["key"]]["value"] != one["value"]
    ]


def _named(content: Part) -> dict[tuple[str, int], Part]:
    """Titles of events and items by what they are."""
    events = {("event", one["id"]): one["title"] for one in content["events"]}
    return events | {(one["kind"], one["id"]): one["title"] for one in content["items"]}
