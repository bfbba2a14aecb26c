"""VTIMEZONE components from the IANA data: a rule of today, drawn from 1970 as calendars expect it.

A zone whose changes over the asked years follow no yearly rule gets each change by itself. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import icalendar

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 onsets stand in local time
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MARGIN = 2  # years before and after, so that a rule is seen to hold


@dataclass(frozen=True, slots=True)
class Change:
    """At `onset` (local, by the offset before) the offset becomes `after`."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Every year in `month`, on the `nth` `weekday` (-1: the last), at the local time of `onset`."""

    month: int
    nth: int
    weekday: int

    def onset_in(self, year: int, at: timedelta) -> datetime:
        if self.nth > 0:
            first = datetime(year, self.month, 1)  # noqa: DTZ001 local
            day = first + timedelta((self.weekday - first.weekday()) % 7 + 7 * (self.nth - 1))
        else:
            last = datetime(year + self.month // 12, self.month % 12 + 1, 1) - timedelta(1)  # noqa: DTZ001 local
            day = last - timedelta((last.weekday() - self.weekday) % 7)
        return day + at


@lru_cache(maxsize=64)
def vtimezone(name: str, first_year: int, last_year: int) -> "icalendar.Timezone":
    """The component for a zone, right for all instants of these years."""
    zone = ZoneInfo(name)
    changes = _changes(zone, first_year - _MARGIN, last_year + _MARGIN)
    made = icalendar.Timezone()
    made.add("tzid", name)
    yearly = _yearly(changes)
    if yearly:
        for change, rule in yearly:
            made.add_component(_ruled(change, rule))
    else:
        for change in [_begin(zone, first_year - _MARGIN), *changes]:
            made.add_component(_observance(change))
    return made


def _begin(zone: ZoneInfo, year: int) -> Change:
    """What holds before the first change."""
    at = datetime(year, 1, 1, tzinfo=zone)
    offset = at.utcoffset() or timedelta(0)
    return Change(_EPOCH, offset, offset, at.tzname() or zone.key)


def _changes(zone: ZoneInfo, first_year: int, last_year: int) -> list[Change]:
    """Every change of the offset in these years."""
    found = []
    moment, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        later = moment + timedelta(days=1)
        if _offset(moment, zone) != _offset(later, zone):
            found.append(_change_between(moment, later, zone))
        moment = later
    return found


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> Change:
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) // 2
        if _offset(middle, zone) == _offset(before, zone):
            before = middle
        else:
            after = middle
    exact = after.replace(second=0, microsecond=0)
    was, becomes = _offset(before, zone), _offset(after, zone)
    onset = (exact + was).replace(tzinfo=None)
    return Change(onset, was, becomes, after.astimezone(zone).tzname() or "")


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _yearly(changes: Sequence[Change]) -> list[tuple[Change, Rule]]:
    """A rule for each of the two changes of a year, when these explain all changes; else nothing."""
    found: list[tuple[Change, Rule]] = []
    for month in {change.onset.month for change in changes}:
        same = [change for change in changes if change.onset.month == month]
        rule = _rule(same)
        if rule is None:
            return []
        found.append((same[0], rule))
    years = {change.onset.year for change in changes}
    return found if len(found) == 2 and len(changes) == 2 * len(years) else []


def _rule(changes: Sequence[Change]) -> Rule | None:
    """The rule that gives exactly these onsets, one a year."""
    first = changes[0]
    kinds = {(c.before, c.after, c.onset.time(), c.onset.weekday()) for c in changes}
    nths = {(change.onset.day - 1) // 7 + 1 for change in changes}
    if len(kinds) != 1:
        return None
    for nth in (-1, *nths):
        rule = Rule(first.onset.month, nth, first.onset.weekday())
        if all(_is_given(change, rule) for change in changes):
            return rule
    return None


def _is_given(change: Change, rule: Rule) -> bool:
    midnight = change.onset.replace(hour=0, minute=0)
    return rule.onset_in(change.onset.year, change.onset - midnight) == change.onset


def _ruled(change: Change, rule: Rule) -> "icalendar.TimezoneStandard | icalendar.TimezoneDaylight":
    at = change.onset - change.onset.replace(hour=0, minute=0)
    made = _observance(Change(rule.onset_in(1970, at), change.before, change.after, change.name))
    day = f"{rule.nth}{_WEEKDAYS[rule.weekday]}"
    made.add("rrule", {"freq": "yearly", "bymonth": rule.month, "byday": day})
    return made


def _observance(change: Change) -> "icalendar.TimezoneStandard | icalendar.TimezoneDaylight":
    made = (
        icalendar.TimezoneDaylight()
        if change.after > change.before
        else icalendar.TimezoneStandard()
    )
    made.add("dtstart", change.onset)
    made.add("tzoffsetfrom", change.before)
    made.add("tzoffsetto", change.after)
    if change.name:
        made.add("tzname", change.name)
    return made
