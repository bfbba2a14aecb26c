"""The tables of a report: platforms, units, events with door and views, every link, what befell counters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from events_svc.web.i18n import gettext
from events_svc.web.reports import words
from events_svc.web.reports.words import Part


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
class Grid:
    """A table; `numeric`: the columns of numbers."""

    key: str
    title: str
    head: Sequence[str]
    rows: list[list[Cell]]
    numeric: frozenset[int]

    @property
    def is_long(self) -> bool:
        """Whether the page folds it."""
        return len(self.rows) > 40


def of_content(content: Part) -> list[Grid]:
    """The tables that have rows, in the order of the report."""
    made = [
        _units(content),
        _events(content),
        _platforms(content),
        _befell(content),
        _links(content),
    ]
    return [grid for grid in made if grid.rows]


def _figures(link: Part) -> str:
    return f"/organiser/sources/{link['id']}/figures"


def _number(value: int) -> Cell:
    return Cell(words.count(value), value)


def _units(content: Part) -> Grid:
    """One row for each organisation, where there is more than one."""
    units = content["units"] if len(content["units"]) > 1 else []
    columns = ("events", "tickets_sold", "arrivals", "titles", "view@10s", "plays")
    return Grid(
        "units",
        gettext("By organisation"),
        [
            gettext("Organisation"),
            gettext("Events"),
            gettext("Tickets sold"),
            gettext("Arrivals"),
            gettext("Titles"),
            gettext("Views here"),
            gettext("Plays across platforms"),
        ],
        [
            [Cell(words.words(unit["name"])), *(_number(unit[name]) for name in columns)]
            for unit in units
        ],
        frozenset(range(1, 7)),
    )


def _events(content: Part) -> Grid:
    """Door and views side by side."""
    timezone = content["scope"]["timezone"]
    return Grid(
        "events",
        gettext("Events: door and views"),
        [
            gettext("Event"),
            gettext("Begins"),
            gettext("Tickets sold"),
            gettext("Arrivals"),
            gettext("Views here"),
            gettext("Plays across platforms"),
        ],
        [
            [
                Cell(
                    words.words(event["title"]),
                    states=_event_state(event),
                    path=f"/organiser/events/{event['slug']}",
                ),
                Cell(words.day(event["starts_at"], timezone)),
                _number(event["door"]["tickets_sold"]),
                _number(event["door"]["arrivals"]),
                *(_number(total) for total in _watched(content, event["id"])),
            ]
            for event in content["events"]
        ],
        frozenset(range(2, 6)),
    )


def _event_state(event: Part) -> Sequence[tuple[str, str]]:
    return [("stop", f"✕ {gettext('cancelled')}")] if event["state"] == "cancelled" else []


def _watched(content: Part, event_id: int) -> tuple[int, int]:
    """Own views and plays of all that belongs to the event."""
    links = [
        link for item in content["items"] if item["event"] == event_id for link in item["links"]
    ]
    own = sum(link["own"]["view@10s"] for link in links)
    return own, own + sum(link["counter"]["value"] for link in links if link["counter"])


def _platforms(content: Part) -> Grid:
    timezone = content["scope"]["timezone"]
    return Grid(
        "platforms",
        gettext("Counters of platforms"),
        [
            gettext("Platform"),
            gettext("Value"),
            gettext("Counters"),
            gettext("Definition"),
            gettext("Method"),
            gettext("Read"),
        ],
        [
            [
                Cell(words.platform(one["platform"])),
                _number(one["value"]),
                _number(one["counters"]),
                Cell("; ".join(words.words(found) for found in one["definitions"])),
                Cell(", ".join([*map(words.method, one["methods"]), *one["evidence"]])),
                Cell(_span(one, timezone)),
            ]
            for one in content["platforms"]
        ],
        frozenset({1, 2}),
    )


def _span(one: Part, timezone: str) -> str:
    first, latest = (words.day(one[name], timezone) for name in ("first", "latest"))
    return latest if first == latest else f"{first} – {latest}"


def _befell(content: Part) -> Grid:
    """Every counter that fell, hides, or was corrected: what counts, and why."""
    rows = [row for item in content["items"] for link in item["links"] for row in _of(link, item)]
    return Grid(
        "befell",
        gettext("What befell counters"),
        [
            gettext("Title"),
            gettext("Platform"),
            gettext("What"),
            gettext("What counts"),
            gettext("Was read"),
            gettext("Reason"),
        ],
        rows,
        frozenset({3, 4}),
    )


def _of(link: Part, item: Part) -> list[list[Cell]]:
    counter = link["counter"]
    if counter is None:
        return []
    head = [
        Cell(words.words(item["title"])),
        Cell(words.link_name(link["platform"]), path=_figures(link)),
    ]
    made: list[list[Cell]] = []
    if counter["fell"]:
        told = gettext("the last value before it fell counts")
        said = _number(counter["fell"]["value"])
        made.append([*head, _state("fell"), _number(counter["value"]), said, Cell(told)])
    if counter["is_hidden"]:
        told = gettext("hidden is not zero: the last value counts")
        made.append([*head, _state("hidden"), _number(counter["value"]), Cell("–"), Cell(told)])
    for one in counter["corrections"]:
        was = Cell("–") if one["was"] is None else _number(one["was"])
        right = Cell("–") if one["value"] is None else _number(one["value"])
        made.append([*head, _state("corrected"), right, was, Cell(one["reason"])])
    return made


def _state(key: str) -> Cell:
    css, told = {
        "fell": ("wait", f"↓ {gettext('fell')}"),
        "hidden": ("wait", f"◌ {gettext('hidden')}"),
        "corrected": ("note", f"✎ {gettext('corrected by hand')}"),
        "stale": ("note", f"◷ {gettext('older than 7 days')}"),
    }[key]
    return Cell(states=[(css, told)])


def _links(content: Part) -> Grid:
    """Every link with what we counted and what its platform says."""
    return Grid(
        "links",
        gettext("Every link"),
        [
            gettext("Title"),
            gettext("Link"),
            "@0s",
            "@10s",
            "@30s",
            gettext("Hours"),
            gettext("Viewers"),
            gettext("Peak"),
            gettext("Platform"),
            gettext("Read"),
            gettext("Rows"),
        ],
        [
            _link(link, item if place == 0 else None, content["scope"]["timezone"])
            for item in content["items"]
            for place, link in enumerate(item["links"])
        ],
        frozenset({2, 3, 4, 5, 6, 7, 8, 10}),
    )


def _link(link: Part, item: Part | None, timezone: str) -> list[Cell]:
    """One link; `item` where it is the first of its title."""
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
