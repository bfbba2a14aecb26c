"""Events that repeat (RFC 5545 §3.8.5): every occurrence is a session; rules without end are refused.

Only days, weeks, months and years are counted, each rule within bounds: a rule of seconds, or one that
nothing ever fulfils, would keep the machine busy until the year 9999.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from dateutil import rrule

from events_svc.schedule.importing.errors import Unreadable
from events_svc.schedule.importing.ics_lines import Component, Property
from events_svc.schedule.importing.ics_times import Zones, midnight, when

MOST_OCCURRENCES = 400
LONGEST = timedelta(days=800)
_PARTS = {
    "DAILY": {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"},
    "WEEKLY": {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"},
    "MONTHLY": {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYSETPOS"},
    "YEARLY": {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"},
}
_RULE = re.compile(r"[A-Z]+=[A-Z0-9,+-]+(?:;[A-Z]+=[A-Z0-9,+-]+)*;?", re.ASCII)

Away = set[tuple[str, datetime]]


def moved_away(event: Component, zones: Zones) -> Away:
    """The occurrence that this event replaces: UID and original start; nothing if it replaces none."""
    instead = event.first("RECURRENCE-ID")
    return {(event.said("UID"), _instant(instead, zones))} if instead else set()


def occurrences(
    event: Component, starts_at: datetime, zones: Zones, *, away: Away
) -> Iterator[tuple[datetime, str]]:
    """When the event takes place, and by which mark each occurrence is known; no mark: it is alone."""
    instead, rule = event.first("RECURRENCE-ID"), event.said("RRULE")
    if instead is not None:
        yield starts_at, _mark(_instant(instead, zones))
        return
    more = _listed(event, "RDATE", zones)
    if not rule and not more:
        yield starts_at, ""
        return
    left_out = {*_listed(event, "EXDATE", zones)}
    for start in sorted({*_by_rule(event, rule, starts_at, zones), *more}):
        if start not in left_out and (event.said("UID"), start) not in away:
            yield start, _mark(start)


def _by_rule(event: Component, rule: str, starts_at: datetime, zones: Zones) -> list[datetime]:
    """In the zone of its start: nine o'clock stays nine o'clock in summer."""
    if not rule:
        return [starts_at]
    begun = event.first("DTSTART")
    assert begun is not None
    zone = zones.of(begun.parameters.get("TZID", ""))
    local = starts_at.astimezone(UTC if begun.value.endswith("Z") else zone)
    checked = _checked(rule, local)
    try:
        found = rrule.rrulestr(checked, dtstart=local.replace(tzinfo=None))
        starts = [*islice(found, MOST_OCCURRENCES + 1)]
    except (ValueError, TypeError, OverflowError) as error:
        raise Unreadable("The rule “{value}” cannot be read.", rule) from error
    if len(starts) > MOST_OCCURRENCES or (starts and starts[-1] - starts[0] > LONGEST):
        raise Unreadable("“{value}” repeats too often or for too long.", rule)
    return [one.replace(tzinfo=local.tzinfo).astimezone(UTC) for one in starts]


def _checked(rule: str, local: datetime) -> str:
    """The rule with a naive end; refused are rules without end and those that are not counted here."""
    if len(rule) > 300 or not _RULE.fullmatch(rule.upper()):
        raise Unreadable("The rule “{value}” cannot be read.", rule)
    parts = dict(part.split("=") for part in rule.upper().strip(";").split(";"))
    if not parts.keys() <= _PARTS.get(parts.get("FREQ", ""), set()):
        raise Unreadable("The rule “{value}” is not supported.", rule)
    if not parts.keys() & {"COUNT", "UNTIL"}:
        raise Unreadable("“{value}” repeats without end.", rule)
    if not parts.get("INTERVAL", "1").strip("0"):
        raise Unreadable("The rule “{value}” cannot be read.", rule)
    if "UNTIL" in parts:
        parts["UNTIL"] = _end(parts["UNTIL"], local)
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _end(until: str, local: datetime) -> str:
    """The last instant in the zone of the start; a day ends at midnight."""
    if "T" not in until:
        return f"{until}T235959"
    if not until.endswith("Z"):
        return until
    try:
        end = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise Unreadable("The date “{value}” cannot be read.", until) from error
    return end.astimezone(local.tzinfo).strftime("%Y%m%dT%H%M%S")


def _listed(event: Component, name: str, zones: Zones) -> list[datetime]:
    found = []
    for one in event.properties.get(name, ())[:MOST_OCCURRENCES]:
        for value in one.raw.split(",")[:MOST_OCCURRENCES]:
            found.append(_instant(Property(one.line, name, one.parameters, value, value), zones))
    return found


def _instant(found: Property, zones: Zones) -> datetime:
    moment: datetime | date = when(found, zones)
    return moment if isinstance(moment, datetime) else midnight(moment, zones.default)


def _mark(start: datetime) -> str:
    return start.strftime("%Y%m%dT%H%MZ")
