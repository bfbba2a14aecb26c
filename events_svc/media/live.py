"""Is it live? The verdict over what is known of a source. Pure: facts in, verdict out.

Four facts, never mixed (spec/streaming.md §2): `timetable` says what should be, and is derived, never
stored; `probe`, `api` and `operator` say what is. Only these three carry the badge LIVE.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

EVIDENCE = ("probe", "api", "operator")
OPERATOR_HOLDS = timedelta(hours=4)
LOOK_HOLDS = timedelta(minutes=2)  # what was seen so long ago is not seen any more
EARLY_END = timedelta(minutes=10)  # a session that was streamed may end so much before its time
BLIND = frozenset({"unknown", "unreadable"})  # states in which a machine knows nothing


@dataclass(frozen=True, slots=True)
class Fact:
    """Somebody knew at `at` that the stream was `state`; one that is not live was so until `live_until`."""

    state: str
    basis: str
    at: datetime
    reason: str = ""
    live_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The newest fact of each basis, each for itself, and when the prober looked last."""

    probe: Fact | None = None
    api: Fact | None = None
    operator: Fact | None = None
    looked_at: datetime | None = None

    def machines(self) -> Iterator[Fact]:
        """What was seen, not said."""
        yield from (fact for fact in (self.probe, self.api) if fact is not None)


@dataclass(frozen=True, slots=True)
class Slot:
    """When the session is planned."""

    starts_at: datetime
    ends_at: datetime

    def covers(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at


@dataclass(frozen=True, slots=True)
class Verdict:
    """`is_due` is the timetable's word, `is_live` the evidence's; `basis` and `since` belong to it.

    `is_over`: it may have ended, by a person's word or shortly before its time. `has_ended`: that, or the
    stream itself said that it ends, however early. `is_watched`: a machine looks at it, so that “not live”
    is known and not only not said.
    """

    is_live: bool
    is_due: bool
    basis: str | None = None
    since: datetime | None = None
    is_over: bool = False
    has_ended: bool = False
    is_watched: bool = False

    @property
    def is_missing(self) -> bool:
        """Should be live, is not: an alert to the organiser."""
        return self.is_due and not self.is_live and not self.is_over


def verdict(facts: Facts, slot: Slot | None, *, now: datetime) -> Verdict:
    """What `facts` mean at `now`.

    A person's word stands above the machines until it is taken back. A “live” that nobody took back ends
    when a machine that saw it live afterwards sees it end, or four hours after the planned end: people
    forget, and a badge must not.
    """
    is_due = slot is not None and slot.covers(now)
    is_watched = any(fact.state != "unknown" for fact in facts.machines())
    said = facts.operator
    if said is not None and said.state == "ended":
        return Verdict(False, is_due, is_over=True, has_ended=True, is_watched=is_watched)
    if said is not None and said.state == "live" and not _is_past(said, facts, slot, now):
        return Verdict(True, is_due, said.basis, said.at, is_watched=is_watched)
    for fact in facts.machines():
        if fact.state == "live" and _is_fresh(fact, facts, slot, now):
            return Verdict(True, is_due, fact.basis, fact.at, is_watched=is_watched)
    is_over = is_due and _ended_early(facts, slot, now)
    has_ended = is_over or any(
        fact.state == "ended" and fact.live_until is not None for fact in facts.machines()
    )
    return Verdict(False, is_due, is_over=is_over, has_ended=has_ended, is_watched=is_watched)


def _is_past(said: Fact, facts: Facts, slot: Slot | None, now: datetime) -> bool:
    was_seen_to_end = any(
        fact.live_until is not None and fact.live_until > said.at and fact.state not in BLIND
        for fact in facts.machines()
        if fact.state != "live"
    )
    return was_seen_to_end or _is_forgotten(said, slot, now)


def _is_forgotten(fact: Fact, slot: Slot | None, now: datetime) -> bool:
    last_planned = fact.at if slot is None else max(fact.at, slot.ends_at)
    return now - last_planned > OPERATOR_HOLDS


def _is_fresh(fact: Fact, facts: Facts, slot: Slot | None, now: datetime) -> bool:
    """Whether somebody still looks: a prober that stopped leaves no badge behind."""
    if fact.basis != "probe":
        return not _is_forgotten(fact, slot, now)
    return now - (facts.looked_at or fact.at) <= LOOK_HOLDS


def _ended_early(facts: Facts, slot: Slot | None, now: datetime) -> bool:
    if slot is None:
        return False
    is_nearly_over = slot.ends_at - now <= min(EARLY_END, (slot.ends_at - slot.starts_at) / 4)
    return is_nearly_over and any(fact.live_until is not None for fact in facts.machines())
