"""A report as one table of figures: a line for each, with definition, method, time and rows. Pure.

Names of columns and keys are English, titles stand in both languages: this is read by programs.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

from events_svc.feeds.schedule_csv import safe

MEDIA_TYPE = "text/csv; charset=utf-8"
COLUMNS = (
    "part",
    "id",
    "title_zh",
    "title_en",
    "platform",
    "figure",
    "definition",
    "value",
    "low",
    "high",
    "unit",
    "method",
    "at",
    "rows",
    "ledger_row",
    "state",
)
_BOM = "\ufeff"  # or Excel reads Chinese as something else

Part = dict[str, Any]

_OWN = {
    "view@0s": ("view@0s", "count"),
    "view@10s": ("view@10s", "count"),
    "view@30s": ("view@30s", "count"),
    "watch-time": ("watch_ms", "ms"),
    "unique-seconds": ("unique_seconds", "s"),
    "viewers": ("viewers", "bounds"),
    "peak": ("peak", "count"),
    "programs": ("programs", "count"),
}
_DOOR = {"tickets-sold": ("tickets_sold", "ticket_rows"), "arrivals": ("arrivals", "scan_rows")}


def written(content: Part) -> bytes:
    """The lines of a report's content, no cell of which a spreadsheet computes."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for line in _lines(content):
        writer.writerow({name: safe(value) for name, value in line.items()})
    return (_BOM + out.getvalue()).encode()


def _lines(content: Part) -> Iterator[Part]:
    for one in content["totals"]:
        yield _figure(content, one["key"], one["value"], one["unit"]) | {
            "part": "total",
            "rows": sum(one["rows"].values()),
            **_title(content["scope"]["title"]),
        }
    for event in content["events"]:
        for key, (name, counted) in _DOOR.items():
            yield _figure(content, key, event["door"][name], "count") | {
                "part": "event",
                "id": event["id"],
                "rows": event["door"][counted],
                **_title(event["title"]),
            }
    for item in content["items"]:
        for link in item["links"]:
            head = {"id": link["id"], "platform": link["platform"], **_title(item["title"])}
            yield from ({**line, **head} for line in _of_link(content, link))


def _of_link(content: Part, link: Part) -> Iterator[Part]:
    """Our own figures where there are rows of ours, and the platform's counter."""
    own, counter = link["own"], link["counter"]
    if own["rows"]:
        for key, (name, unit) in _OWN.items():
            yield _figure(content, key, own[name], unit) | {"part": "link", "rows": own["rows"]}
    if counter:
        yield {
            "part": "counter",
            "figure": "views",
            "definition": counter["definition"].get("en") or counter["definition"].get("zh", ""),
            "value": counter["value"],
            "unit": "count",
            "method": counter["method"],
            "at": counter["observed_at"],
            "rows": counter["rows"],
            "ledger_row": counter["row"],
            "state": " ".join(_states(counter)),
        }


def _states(counter: Part) -> Iterator[str]:
    if counter["fell"]:
        yield "fell"
    if counter["is_hidden"]:
        yield "hidden"
    if counter["is_stale"]:
        yield "stale"
    if counter["corrections"]:
        yield "corrected"


def _figure(content: Part, key: str, value: Any, unit: str) -> Part:
    definition = content["definitions"][key]
    low, high = value if unit == "bounds" else ("", "")
    return {
        "figure": key,
        "definition": f"{key} v{definition['version']}",
        "value": "" if unit == "bounds" else value,
        "low": low,
        "high": high,
        "unit": unit,
        "method": definition["method"].get("en", ""),
        "at": content["frozen_at"],
    }


def _title(title: dict[str, str]) -> Part:
    return {"title_zh": title.get("zh", ""), "title_en": title.get("en", "")}
