"""A report as it is laid out, in the language of the request: page, PDF and workbook show the same paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from events_svc.reports import queries
from events_svc.reports.models import FrozenReport
from events_svc.web.i18n import gettext
from events_svc.web.reports import grids, words
from events_svc.web.reports.grids import Grid, Portion
from events_svc.web.reports.words import Part

_ORDER = (
    "plays-across-platforms",
    "view@10s",
    "tickets-sold",
    "arrivals",
    "viewers",
    "peak",
    "watch-time",
)
_MOST_AT_HEAD = 6
_WHERE_NOT_NOTHING = {"peak", "tickets-sold", "arrivals", "viewers", "watch-time", "view@10s"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure: its number in words, its name and definition, how it was counted, of how many rows."""

    key: str
    name: str
    value: str
    label: str
    method: str
    rows: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole report. `figures` are the head's few, `every` all totals; `proof`: number, hash, link."""

    title: str
    kind: str
    lines: Sequence[str]
    sentence: str
    door: str
    figures: list[Shown]
    every: list[Shown]
    grids: list[Grid]
    definitions: list[tuple[str, str, str, str, str]]  # key, label, name, words, method
    proof: list[tuple[str, str]]
    content: Part = field(repr=False)


def of_report(report: FrozenReport, *, portion: Portion | None = None) -> Paper:
    """A frozen report, with all rows of its tables or a portion of them."""
    proof = [
        (gettext("Report number"), str(report.number)),
        ("SHA-256", report.sha256),
        (
            gettext("Chain link before"),
            queries.content(report)["previous"] or gettext("none: the first"),
        ),
        (gettext("Chain link"), report.link),
    ]
    return of_content(queries.content(report), proof=proof, portion=portion)


def of_content(
    content: Part, *, proof: Sequence[tuple[str, str]] = (), portion: Portion | None = None
) -> Paper:
    """A report's content, frozen (with its proof) or as it would be frozen now."""
    every = [_shown(one, content) for one in content["totals"]]
    by_key = {one.key: one for one in every}
    told = words.values(content)
    head = [by_key[key] for key in _ORDER if key not in _WHERE_NOT_NOTHING or _is_told(told[key])]
    return Paper(
        title=words.words(content["scope"]["title"]),
        kind=kind(content["scope"]["kind"]),
        lines=_lines(content),
        sentence=words.sentence(content),
        door=words.at_the_door(content),
        figures=head[:_MOST_AT_HEAD],
        every=every,
        grids=grids.of_content(content, portion=portion),
        definitions=[_definition(key, one) for key, one in _in_order(content)],
        proof=[*proof],
        content=content,
    )


def _in_order(content: Part) -> list[tuple[str, Part]]:
    """The definitions in the order of the totals, then those of plots alone."""
    known = content["definitions"]
    first = [one["key"] for one in content["totals"]]
    return [(key, known[key]) for key in [*first, *(key for key in known if key not in first)]]


def _definition(key: str, one: Part) -> tuple[str, str, str, str, str]:
    name, told, method = (words.words(one[part]) for part in ("name", "words", "method"))
    return key, f"{key} v{one['version']}", name, told, method


def kind(key: str) -> str:
    """What sort of report."""
    return {
        "event": gettext("Report of an event"),
        "series": gettext("Report of a series"),
        "organisation": gettext("Report of an organisation"),
        "year": gettext("Yearly report"),
    }[key]


def _lines(content: Part) -> list[str]:
    scope = content["scope"]
    at = words.moment(content["frozen_at"], scope["timezone"])
    said = [
        words.words(scope["organisation"]["name"]),
        gettext("As of %(time)s (%(zone)s)") % {"time": at, "zone": scope["timezone"]},
        content["note"],
    ]
    return [line for line in said if line]


def _shown(one: Part, content: Part) -> Shown:
    definition = content["definitions"][one["key"]]
    return Shown(
        key=one["key"],
        name=words.words(definition["name"]),
        value=value(one["unit"], one["value"]),
        label=one["definition"],
        method=words.words(one["method"]),
        rows=", ".join(
            f"{words.table(table)} {words.count(number)}" for table, number in one["rows"].items()
        ),
        more=_more(one, content),
    )


def value(unit: str, number: Any) -> str:
    """A figure in words; bounds stand as `40–52`."""
    if unit == "ms":
        return words.hours(number)
    if unit == "bounds":
        low, high = number
        return words.count(low) if low == high else f"{words.count(low)}–{words.count(high)}"
    return words.count(number)


def _more(one: Part, content: Part) -> str:
    if one["key"] == "view@10s":
        live = sum(link["own"]["live"] for item in content["items"] for link in item["links"])
        told = {"live": words.count(live), "replay": words.count(one["value"] - live)}
        return gettext("live %(live)s · replay %(replay)s") % told
    if one["key"] == "plays-across-platforms":
        return gettext("not distinct people")
    if one["key"] == "viewers":
        return gettext("largest day – sum of days")
    if one["key"] == "peak":
        return _peak_at(content)
    return ""


def _peak_at(content: Part) -> str:
    """When the largest peak was."""
    own = [link["own"] for item in content["items"] for link in item["links"]]
    best = max(own, key=lambda one: int(one["peak"]), default=None)
    at = best["peak_at"] if best else None
    return words.moment(at, content["scope"]["timezone"]) if at else ""


def _is_told(number: Any) -> bool:
    return any(number) if isinstance(number, list) else bool(number)
