"""The tables of a report: platforms, units, events with door and views, every link, what befell counters.

A file has all their rows, a page a portion of them: only what is shown is put into words.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from events_svc.web import paging
from events_svc.web.i18n import gettext
from events_svc.web.reports import words
from events_svc.web.reports.words import Part

_KEYS = ("units", "events", "platforms", "befell", "links")
PORTION = 200  # rows of a table on a page
_FOLDED = 40  # rows: more are unfolded by whoever wants them


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its words, its number where it has one, states (css, icon and words); `path` leads those
    who work here to the rows that make it.
    """

    text: str = ""
    number: float | None = None
    states: Sequence[tuple[str, str]] = ()
    more: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Portion:
    """Which rows a page shows: of each table at most `most`, from the row (1, 2, …) it begins with."""

    begins: Mapping[str, int]
    most: int = PORTION

    def of(self, key: str, total: int) -> slice:
        """Those of this table; the last ones where it is asked for rows beyond."""
        last = max(0, total - 1) // self.most * self.most
        first = min(max(self.begins.get(key, 1), 1) - 1, last)
        return slice(first, first + self.most)


ALL = Portion({}, most=2**62)


def asked_for(query: Mapping[str, str]) -> Portion:
    """The portion of an address such as `?links=201`; raises Malformed."""
    begins = {key: paging.number(query.get(key, "")) for key in _KEYS}
    return Portion({key: first for key, first in begins.items() if first})


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `numeric`: the columns of numbers. `rows` are all of `total`, or those after `before` others."""

    key: str
    title: str
    head: Sequence[str]
    rows: list[list[Cell]]
    numeric: frozenset[int]
    total: int
    before: int
    is_asked_for: bool

    @property
    def is_long(self) -> bool:
        """Whether the page folds it."""
        return self.total > _FOLDED

    @property
    def shown(self) -> str:
        """Which rows these are, where they are not all."""
        if len(self.rows) == self.total:
            return ""
        first, last = self.before + 1, self.before + len(self.rows)
        told = {"first": first, "last": last, "total": self.total}
        return gettext("Rows %(first)s–%(last)s of %(total)s") % {
            name: words.count(number) for name, number in told.items()
        }

    @property
    def previous(self) -> int | None:
        """The row that the portion before this one begins with."""
        return max(1, self.before + 1 - PORTION) if self.before else None

    @property
    def following(self) -> int | None:
        """The row that the next portion begins with."""
        after = self.before + len(self.rows)
        return after + 1 if after < self.total else None


def of_content(content: Part, *, portion: Portion | None = None) -> list[Grid]:
    """The tables that have rows, in the order of the report; with all their rows, or a portion of them."""
    made = [one(content, portion or ALL) for one in (_units, _events, _platforms, _befell, _links)]
    return [grid for grid in made if grid.rows]


def _grid(
    key: str,
    title: str,
    columns: Sequence[tuple[str, bool]],
    found: Sequence[Any],
    row: Callable[[Any], list[Cell]],
    portion: Portion,
) -> Grid:
    """`columns`: each one's name, and whether it is of numbers; `found`: what the rows are made of."""
    shown = portion.of(key, len(found))
    return Grid(
        key,
        title,
        [name for name, _ in columns],
        [row(one) for one in found[shown]],
        frozenset(place for place, (_, is_number) in enumerate(columns) if is_number),
        len(found),
        shown.start,
        key in portion.begins,
    )


def _figures(link: Part) -> str:
    return f"/organiser/sources/{link['id']}/figures"


def _number(value: int) -> Cell:
    return Cell(words.count(value), value)


def _units(content: Part, portion: Portion) -> Grid:
    """One row for each organisation, where there is more than one."""
    numbers = {
        "events": gettext("Events"),
        "tickets_sold": gettext("Tickets sold"),
        "arrivals": gettext("Arrivals"),
        "titles": gettext("Titles"),
        "view@10s": gettext("Views here"),
        "plays": gettext("Plays across platforms"),
    }

    def row(unit: Part) -> list[Cell]:
        return [Cell(words.words(unit["name"])), *(_number(unit[name]) for name in numbers)]

    return _grid(
        "units",
        gettext("By organisation"),
        [(gettext("Organisation"), False), *((name, True) for name in numbers.values())],
        content["units"] if len(content["units"]) > 1 else [],
        row,
        portion,
    )


def _events(content: Part, portion: Portion) -> Grid:
    """Door and views side by side."""
    timezone = content["scope"]["timezone"]
    own, counted = _watched(content)

    def row(event: Part) -> list[Cell]:
        views = own[event["id"]]
        return [
            Cell(
                words.words(event["title"]),
                states=_event_state(event),
                path=f"/organiser/events/{event['slug']}",
            ),
            Cell(words.day(event["starts_at"], timezone)),
            _number(event["door"]["tickets_sold"]),
            _number(event["door"]["arrivals"]),
            _number(views),
            _number(views + counted[event["id"]]),
        ]

    return _grid(
        "events",
        gettext("Events: door and views"),
        [
            (gettext("Event"), False),
            (gettext("Begins"), False),
            (gettext("Tickets sold"), True),
            (gettext("Arrivals"), True),
            (gettext("Views here"), True),
            (gettext("Plays across platforms"), True),
        ],
        content["events"],
        row,
        portion,
    )


def _event_state(event: Part) -> Sequence[tuple[str, str]]:
    return [("stop", f"✕ {gettext('cancelled')}")] if event["state"] == "cancelled" else []


def _watched(content: Part) -> tuple[Counter[int | None], Counter[int | None]]:
    """Own views, and plays elsewhere, of all that belongs to each event."""
    own, counted = Counter[int | None](), Counter[int | None]()
    for item in content["items"]:
        for link in item["links"]:
            own[item["event"]] += link["own"]["view@10s"]
            counted[item["event"]] += link["counter"]["value"] if link["counter"] else 0
    return own, counted


def _platforms(content: Part, portion: Portion) -> Grid:
    timezone = content["scope"]["timezone"]

    def row(one: Part) -> list[Cell]:
        return [
            Cell(words.platform(one["platform"])),
            _number(one["value"]),
            _number(one["counters"]),
            Cell("; ".join(words.words(found) for found in one["definitions"])),
            Cell(", ".join([*map(words.method, one["methods"]), *one["evidence"]])),
            Cell(_span(one, timezone)),
        ]

    return _grid(
        "platforms",
        gettext("Counters of platforms"),
        [
            (gettext("Platform"), False),
            (gettext("Value"), True),
            (gettext("Counters"), True),
            (gettext("Definition"), False),
            (gettext("Method"), False),
            (gettext("Read"), False),
        ],
        content["platforms"],
        row,
        portion,
    )


def _span(one: Part, timezone: str) -> str:
    first, latest = (words.day(one[name], timezone) for name in ("first", "latest"))
    return latest if first == latest else f"{first} – {latest}"


def _befell(content: Part, portion: Portion) -> Grid:
    """Every counter that fell, hides, or was corrected: what counts, and why."""
    return _grid(
        "befell",
        gettext("What befell counters"),
        [
            (gettext("Title"), False),
            (gettext("Platform"), False),
            (gettext("What"), False),
            (gettext("What counts"), True),
            (gettext("Was read"), True),
            (gettext("Reason"), False),
        ],
        [told for item in content["items"] for link in item["links"] for told in _of(link, item)],
        lambda told: told(),
        portion,
    )


def _of(link: Part, item: Part) -> list[Callable[[], list[Cell]]]:
    """What befell this link's counter: each is put into words by calling it."""
    counter = link["counter"]
    if counter is None:
        return []

    def row(state: str, counts: int | None, read: int | None, reason: str) -> list[Cell]:
        return [
            Cell(words.words(item["title"])),
            Cell(words.link_name(link["platform"]), path=_figures(link)),
            _state(state),
            _number_or_dash(counts),
            _number_or_dash(read),
            Cell(reason),
        ]

    made: list[Callable[[], list[Cell]]] = []
    if counter["fell"]:
        told = gettext("the last value before it fell counts")
        made.append(partial(row, "fell", counter["value"], counter["fell"]["value"], told))
    if counter["is_hidden"]:
        told = gettext("hidden is not zero: the last value counts")
        made.append(partial(row, "hidden", counter["value"], None, told))
    made += [
        partial(row, "corrected", one["value"], one["was"], one["reason"])
        for one in counter["corrections"]
    ]
    return made


def _number_or_dash(value: int | None) -> Cell:
    return Cell("–") if value is None else _number(value)


def _state(key: str) -> Cell:
    css, told = {
        "fell": ("wait", f"↓ {gettext('fell')}"),
        "hidden": ("wait", f"◌ {gettext('hidden')}"),
        "corrected": ("note", f"✎ {gettext('corrected by hand')}"),
        "stale": ("note", f"◷ {gettext('older than 7 days')}"),
    }[key]
    return Cell(states=[(css, told)])


def _links(content: Part, portion: Portion) -> Grid:
    """Every link with what we counted and what its platform says."""
    timezone = content["scope"]["timezone"]
    found = [
        (link, item, place) for item in content["items"] for place, link in enumerate(item["links"])
    ]
    begins = portion.of("links", len(found)).start

    def row(one: tuple[Part, Part, int]) -> list[Cell]:
        link, item, place = one
        return _link(link, item if place == 0 or one is found[begins] else None, timezone)

    return _grid(
        "links",
        gettext("Every link"),
        [
            (gettext("Title"), False),
            (gettext("Link"), False),
            ("@0s", True),
            ("@10s", True),
            ("@30s", True),
            (gettext("Hours"), True),
            (gettext("Viewers"), True),
            (gettext("Peak"), True),
            (gettext("Platform"), True),
            (gettext("Read"), False),
            (gettext("Rows"), True),
        ],
        found,
        row,
        portion,
    )


def _link(link: Part, item: Part | None, timezone: str) -> list[Cell]:
    """One link; `item` where it is the first of its title, or of what is shown."""
    own: dict[str, Any] = link["own"]
    counter = link["counter"]
    return [
        Cell(words.words(item["title"]) if item else ""),
        Cell(words.link_name(link["platform"]), path=_figures(link)),
        *(_own(link) if link["is_ours"] or own["rows"] else [Cell()] * 6),
        _counter(counter),
        Cell(
            words.day(counter["observed_at"], timezone) if counter else "",
            more=words.method(counter["method"]) if counter else "",
        ),
        _number(own["rows"] + (counter["rows"] if counter else 0)),
    ]


def _own(link: Part) -> list[Cell]:
    """What we counted ourselves."""
    own = link["own"]
    low, high = own["viewers"]
    return [
        *(_number(own[f"view@{seconds}s"]) for seconds in (0, 10, 30)),
        Cell(words.count(round(own["watch_ms"] / 3_600_000, 1)), own["watch_ms"] / 3_600_000),
        Cell(words.count(low) if low == high else f"{low}–{high}", high),
        _number(own["peak"]),
    ]


def _counter(counter: Part | None) -> Cell:
    if counter is None:
        return Cell()
    found = [
        _state(key).states[0]
        for key, is_so in (
            ("fell", counter["fell"]),
            ("hidden", counter["is_hidden"]),
            ("corrected", counter["corrections"]),
        )
        if is_so
    ]
    return Cell(words.count(counter["value"]), counter["value"], states=found)
