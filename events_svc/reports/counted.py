"""What a report counts, out of rows that are given to it one after the other. Pure.

Version 1 of the report's format: it gives the same figures for the same rows for ever. A change of meaning is
a new version beside it, never a change here.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from events_svc.reports.tables import Row
from events_svc.stats import spans, sweep
from events_svc.stats.intervals import presence
from events_svc.stats.ledger import STALE, Standing, standing
from events_svc.stats.ledger import Row as LedgerRow
from events_svc.stats.sweep import Presence

HEADLINE = 10
MOST_POINTS = 240  # of the curve


@dataclass(slots=True)
class Watched:
    """Our own figures of one link."""

    views: Counter[int] = field(default_factory=Counter)
    live_views: int = 0
    playings: int = 0
    programs: int = 0
    watch_ms: int = 0
    unique_seconds: int = 0
    keys: dict[date, set[bytes]] = field(default_factory=dict)
    presences: list[Presence] = field(default_factory=list)

    def add_view(self, row: Row) -> None:
        self.views[row["threshold"]] += 1
        self.live_views += row["threshold"] == HEADLINE and row["is_live"]

    def add_playing(self, row: Row) -> None:
        if row["is_bot"]:
            self.programs += 1
            return
        self.playings += 1
        self.watch_ms += row["credited_ms"]
        self.unique_seconds += row["unique_seconds"]
        self.keys.setdefault(row["day"], set()).add(row["viewer_key"])
        if row["is_live"]:
            self.presences += _presences(row)

    def said(self) -> dict[str, Any]:
        """The figures by their keys; `viewers`: [largest day, sum of days]."""
        days = [len(keys) for keys in self.keys.values()]
        top = sweep.peak(sweep.changes(self.presences))
        return {
            "view@0s": self.views[0],
            "view@10s": self.views[10],
            "view@30s": self.views[30],
            "live": self.live_views,
            "watch_ms": self.watch_ms,
            "unique_seconds": self.unique_seconds,
            "viewers": [max(days, default=0), sum(days)],
            "peak": top.count,
            "peak_at": top.at,
            "programs": self.programs,
            "rows": sum(self.views.values()) + self.playings + self.programs,
        }


def _presences(row: Row) -> list[Presence]:
    after = presence(is_live=True)
    earlier = spans.opened(row["spans"], origin=row["started_at"])
    whole = [*earlier, (row["span_started_at"], row["last_at"])]
    return [
        (row["viewer_key"], sweep.milliseconds(start), sweep.milliseconds(end + after))
        for start, end in whole
    ]


@dataclass(slots=True)
class Ledger:
    """The rows that a platform's counter of one link has."""

    rows: dict[int, Row] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        self.rows[row["id"]] = row

    def said(self, at: datetime) -> dict[str, Any] | None:
        """The counter that stands at the instant `at`, with the row it comes from and what befell it."""
        stands = standing(_ledger_row(row) for row in self.rows.values())
        if stands is None:
            return None
        row = self.rows[stands.row_id]
        return {
            "value": stands.value,
            "row": stands.row_id,
            "rows": len(self.rows),
            "observed_at": stands.observed_at,
            "definition": row["definition"],
            "method": row["method"],
            "evidence": row["evidence"],
            "raw_sha256": row["raw_sha256"],
            "fell": self._fallen(stands),
            "is_hidden": stands.is_hidden,
            "is_stale": at - stands.observed_at > STALE,
            "corrections": self._corrections(),
        }

    def _fallen(self, stands: Standing) -> dict[str, Any] | None:
        """To what the counter fell, where it did: the newest value that was read."""
        if not stands.has_fallen:
            return None
        corrected = {row["corrects"] for row in self.rows.values()}
        read = [
            row
            for row in self.rows.values()
            if row["value"] is not None and row["id"] not in corrected
        ]
        newest = max(read, key=lambda row: (row["observed_at"], row["id"]))
        return {key: newest[key] for key in ("value", "observed_at")} | {"row": newest["id"]}

    def _corrections(self) -> list[dict[str, Any]]:
        return [
            {
                "row": row["id"],
                "corrects": row["corrects"],
                "was": self.rows[row["corrects"]]["value"],
                "value": row["value"],
                "reason": row["reason"],
                "recorded_at": row["recorded_at"],
            }
            for row in sorted(self.rows.values(), key=lambda row: int(row["id"]))
            if row["corrects"] in self.rows
        ]


def _ledger_row(row: Row) -> LedgerRow:
    return LedgerRow(row["id"], row["value"], row["observed_at"], row["corrects"])


@dataclass(slots=True)
class Door:
    """Tickets and arrivals of one event."""

    states: Counter[str] = field(default_factory=Counter)
    entered: dict[str, int] = field(default_factory=dict)  # ticket by the scan that let it in
    undone: set[str] = field(default_factory=set)
    scans: int = 0

    def add_ticket(self, row: Row) -> None:
        self.states[row["state"]] += 1

    def add_scan(self, row: Row) -> None:
        self.scans += 1
        if row["undoes"] is not None:
            self.undone.add(row["undoes"])
        if row["verdict"] == "ok" and row["direction"] == "entry" and row["ticket_id"] is not None:
            self.entered[row["scan_id"]] = row["ticket_id"]

    def said(self) -> dict[str, int]:
        """Valid tickets, those held for orders not paid yet, and tickets that came in at least once."""
        came = {ticket for scan, ticket in self.entered.items() if scan not in self.undone}
        return {
            "tickets_sold": self.states["valid"],
            "tickets_held": self.states["held"],
            "arrivals": len(came),
            "ticket_rows": self.states.total(),
            "scan_rows": self.scans,
        }


def days(hours: Counter[tuple[datetime, bool]], timezone: str) -> list[list[Any]]:
    """view@10s of each day that has any: [day, live, replay]."""
    found: dict[date, list[int]] = {}
    for (hour, is_live), views in hours.items():
        day = hour.astimezone(ZoneInfo(timezone)).date()
        found.setdefault(day, [0, 0])[0 if is_live else 1] += views
    return [[day, *found[day]] for day in sorted(found)]


def curve(presences: list[Presence]) -> dict[str, Any]:
    """The most watching live within each step, all links together; keys of two links are never the same."""
    if not presences:
        return {"minutes": 0, "points": []}
    ordered = sweep.changes(presences)
    minutes = max(1, -(-((ordered[-1] - ordered[0]) // 2) // (60_000 * MOST_POINTS)))
    points = sweep.curve(ordered, step=timedelta(minutes=minutes))
    return {"minutes": minutes, "points": [[at, count] for at, count in points]}
