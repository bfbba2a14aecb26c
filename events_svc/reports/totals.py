"""The sums of a report over its titles and events. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

Part = dict[str, Any]


def figures(
    events: Sequence[Part],
    items: Sequence[Part],
    definitions: dict[str, Part],
    *,
    evidence: dict[str, Part],
    at: datetime,
) -> list[Part]:
    """Every total with its definition, version, time, method and rows."""
    own = [link["own"] for link in _links(items)]
    door = [event["door"] for event in events]
    values: list[tuple[str, str, Any, tuple[str, ...]]] = [
        ("titles", "count", len(items), ()),
        ("plays-across-platforms", "count", plays(items), ("view", "counter_snapshot")),
        ("view@0s", "count", _sum(own, "view@0s"), ("view",)),
        ("view@10s", "count", _sum(own, "view@10s"), ("view",)),
        ("view@30s", "count", _sum(own, "view@30s"), ("view",)),
        ("watch-time", "ms", _sum(own, "watch_ms"), ("watch",)),
        ("unique-seconds", "s", _sum(own, "unique_seconds"), ("watch",)),
        ("viewers", "bounds", _viewers(own), ("watch",)),
        ("peak", "count", max((one["peak"] for one in own), default=0), ("watch",)),
        ("programs", "count", _sum(own, "programs"), ("watch",)),
        ("events", "count", len(events), ()),
        ("tickets-sold", "count", _sum(door, "tickets_sold"), ("ticket",)),
        ("arrivals", "count", _sum(door, "arrivals"), ("scan",)),
    ]
    return [
        {
            "key": key,
            "definition": f"{key} v{definitions[key]['version']}",
            "unit": unit,
            "value": value,
            "at": at,
            "method": definitions[key]["method"],
            "rows": {table: evidence[table]["rows"] for table in tables},
        }
        for key, unit, value, tables in values
    ]


def plays(items: Iterable[Part]) -> int:
    """Our own views@10s and the standing counters, each by its platform's definition."""
    return sum(
        link["own"]["view@10s"] + (link["counter"]["value"] if link["counter"] else 0)
        for link in _links(items)
    )


def platforms(items: Iterable[Part]) -> list[Part]:
    """The standing counters of each platform added up, the largest first, with all definitions and methods."""
    found: dict[str, list[Part]] = {}
    for link in _links(items):
        if link["counter"]:
            found.setdefault(link["platform"], []).append(link["counter"])
    sums = [_platform(key, counters) for key, counters in found.items()]
    return sorted(sums, key=lambda one: (-one["value"], one["platform"]))


def _platform(key: str, counters: Sequence[Part]) -> Part:
    return {
        "platform": key,
        "value": sum(one["value"] for one in counters),
        "counters": len(counters),
        "first": min(one["observed_at"] for one in counters),
        "latest": max(one["observed_at"] for one in counters),
        "definitions": _different(one["definition"] for one in counters),
        "methods": sorted({one["method"] for one in counters}),
        "evidence": _different(one["evidence"] for one in counters if one["evidence"])[:3],
    }


def _different(found: Iterable[Any]) -> list[Any]:
    """Each once, in the order of their first appearance."""
    made: list[Any] = []
    for one in found:
        if one not in made:
            made.append(one)
    return made


def counters(items: Iterable[Part]) -> Part:
    """How many counters stand, and what befell them."""
    found = [link["counter"] for link in _links(items) if link["counter"]]
    return {
        "all": len(found),
        "stale": sum(one["is_stale"] for one in found),
        "fell": sum(one["fell"] is not None for one in found),
        "hidden": sum(one["is_hidden"] for one in found),
        "corrected": sum(bool(one["corrections"]) for one in found),
    }


def units(named: Sequence[Part], events: Sequence[Part], items: Sequence[Part]) -> list[Part]:
    """What each organisation adds: each event and title counts for one unit alone."""
    return [
        {
            **unit,
            **_of_unit(
                [event for event in events if event["unit"] == unit["id"]],
                [item for item in items if item["unit"] == unit["id"]],
            ),
        }
        for unit in named
    ]


def _of_unit(events: Sequence[Part], items: Sequence[Part]) -> Part:
    own = [link["own"] for link in _links(items)]
    door = [event["door"] for event in events]
    return {
        "events": len(events),
        "tickets_sold": _sum(door, "tickets_sold"),
        "arrivals": _sum(door, "arrivals"),
        "titles": len(items),
        "view@10s": _sum(own, "view@10s"),
        "plays": plays(items),
    }


def _links(items: Iterable[Part]) -> list[Part]:
    return [link for item in items for link in item["links"]]


def _sum(parts: Iterable[Part], name: str) -> int:
    return sum(part[name] for part in parts)


def _viewers(own: Sequence[Part]) -> list[int]:
    """Across links and days only bounds are known: [largest day of any link, sum of days]."""
    return [
        max((one["viewers"][0] for one in own), default=0),
        sum(one["viewers"][1] for one in own),
    ]
