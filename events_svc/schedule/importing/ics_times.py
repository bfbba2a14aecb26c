"""When an event of an iCalendar takes place: zones without a VTIMEZONE, days, durations. Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import icalendar

from events_svc.schedule.importing import times
from events_svc.schedule.importing.errors import Unreadable
from events_svc.schedule.importing.ics_lines import Component, Property

_STAMP = re.compile(r"([0-9]{8})(?:T([0-9]{6})(Z?))?", re.ASCII)
_DURATION = re.compile(
    r"([+-]?)P(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?"
    r"(?:T(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,7})S)?)?",
    re.ASCII,
)
_OFFSET = re.compile(r"([+-])([0-9]{2})([0-9]{2})(?:[0-9]{2})?", re.ASCII)


class Zones:
    """The zones of one calendar: by IANA name, by Windows' name, by the offsets of its VTIMEZONE."""

    def __init__(self, calendar: Component, timezone: str) -> None:
        self.default = times.zone(calendar.said("X-WR-TIMEZONE"), timezone)
        self.described = {
            one.said("TZID"): one for one in calendar.inside if one.name == "VTIMEZONE"
        }
        self.unknown: set[str] = set()
        self._known: dict[str, tzinfo] = {}

    def of(self, name: str) -> tzinfo:
        """The zone of a TZID; the calendar's own for one that nobody knows, which is noted."""
        if name not in self._known:
            self._known[name] = self._found(name) or self.default
        return self._known[name]

    def _found(self, name: str) -> tzinfo | None:
        parts = name.strip("/").split("/")
        for candidate in (
            "/".join(parts[-3:]),
            "/".join(parts[-2:]),
            icalendar.timezone.windows_to_olson.WINDOWS_TO_OLSON.get(name),
        ):
            if candidate and (zone := _iana(candidate)):
                return zone
        if name:
            offset = _fixed(self.described.get(name))
            if offset is None:
                self.unknown.add(name)
            return offset
        return None


def when(found: Property, zones: Zones) -> datetime | date:
    """An instant in UTC, or the day of a whole-day event."""
    stamp = _STAMP.fullmatch(found.value.strip())
    if stamp is None:
        raise Unreadable("The date “{value}” cannot be read.", found.value)
    day, clock, is_utc = stamp.groups()
    if clock is None:
        return times.day(day)
    try:
        written = datetime.strptime(day + clock, "%Y%m%d%H%M%S")  # noqa: DTZ007 its zone follows
    except ValueError as error:
        raise Unreadable("The date “{value}” cannot be read.", found.value) from error
    zone = UTC if is_utc else zones.of(found.parameters.get("TZID", ""))
    return times.in_utc(written, zone)


def span(event: Component, zones: Zones) -> tuple[datetime, datetime, bool]:
    """Start, end, and whether it takes whole days; half an hour where the file gives no length."""
    begun = event.first("DTSTART")
    if begun is None:
        raise Unreadable("There is no start.")
    start = when(begun, zones)
    is_whole_day = not isinstance(start, datetime)
    starts_at = start if isinstance(start, datetime) else midnight(start, zones.default)
    length = _length(event, starts_at, zones, is_whole_day=is_whole_day)
    return starts_at, times.until(starts_at, length), is_whole_day


def midnight(day: date, zone: tzinfo) -> datetime:
    """The beginning of a day, in UTC."""
    return times.in_utc(datetime.combine(day, time(0)), zone)


def duration(written: str) -> timedelta:
    """`PT45M`, `P1D`, `P2W`."""
    found = _DURATION.fullmatch(written.strip())
    if found is None:
        raise Unreadable("The duration “{value}” cannot be read.", written)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] == "-" else length


def _length(
    event: Component, starts_at: datetime, zones: Zones, *, is_whole_day: bool
) -> timedelta:
    ended, lasting = event.first("DTEND"), event.said("DURATION")
    if ended is not None:
        end = when(ended, zones)
        ends_at = end if isinstance(end, datetime) else midnight(end, zones.default)
        if ends_at != starts_at:
            return ends_at - starts_at
    elif lasting and duration(lasting):
        return duration(lasting)
    return timedelta(days=1) if is_whole_day else timedelta(minutes=30)


def _iana(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None


def _fixed(described: Component | None) -> tzinfo | None:
    """The offset of a zone that has only one."""
    rules = described.inside if described else []
    offsets = {_OFFSET.fullmatch(rule.said("TZOFFSETTO")) for rule in rules[:20]}
    found = {match.groups() for match in offsets if match}
    if len(found) != 1:
        return None
    sign, hours, minutes = found.pop()
    length = min(timedelta(hours=int(hours), minutes=int(minutes)), timedelta(hours=23))
    return timezone(-length if sign == "-" else length)
