"""Is it live? The verdict over what is known of a source. Pure: facts in, verdict out.

Four facts, never mixed (spec/streaming.md §2): `timetable` says what should be, and is derived, never
stored; `probe`, `api` and `operator` say what is. Only these three carry the badge LIVE.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

EVIDENCE = ("probe", "api", "operator")
OPERATOR_HOLDS = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Fact:
    """Somebody knew at `at` that the stream was `state`: live, offline, stalled, ended."""

    state: str
    basis: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Slot:
    """When the session is planned."""

    starts_at: datetime
    ends_at: datetime

    def covers(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at


@dataclass(frozen=True, slots=True)
class Verdict:
    """`is_due` is the timetable's word, `is_live` the evidence's; `basis` and `since` belong to it."""

    is_live: bool
    is_due: bool
    basis: str | None = None
    since: datetime | None = None

    @property
    def is_missing(self) -> bool:
        """Should be live, is not: an alert to the organiser."""
        return self.is_due and not self.is_live


def verdict(fact: Fact | None, slot: Slot | None, *, now: datetime) -> Verdict:
    """What `fact`, the newest evidence of a source, means at `now`.

    The newest evidence wins whoever gave it. A person's “live” that nobody took back stands until four
    hours after the planned end: people forget, and a badge must not.
    """
    is_due = slot is not None and slot.covers(now)
    if fact is None or fact.basis not in EVIDENCE or fact.state != "live":
        return Verdict(False, is_due)
    if fact.basis == "operator" and _is_forgotten(fact, slot, now):
        return Verdict(False, is_due)
    return Verdict(True, is_due, fact.basis, fact.at)


def _is_forgotten(fact: Fact, slot: Slot | None, now: datetime) -> bool:
    last_planned = fact.at if slot is None else max(fact.at, slot.ends_at)
    return now - last_planned > OPERATOR_HOLDS
