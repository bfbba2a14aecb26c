"""Days, clock times, lengths and zones as timetables write them; what cannot be read raises Unreadable."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from events_svc.schedule.importing.errors import Unreadable

_EARLIEST, _LATEST = 1970, 2100
_LONGEST = timedelta(days=14)  # as place.LONGEST


def zone(name: object, otherwise: str) -> ZoneInfo:
    """The zone of this IANA name, else the other one."""
    try:
        return ZoneInfo(name if isinstance(name, str) and name else otherwise)
    except (OSError, ValueError, KeyError):
        return ZoneInfo(otherwise)


def instant(written: object, zone: tzinfo) -> datetime:
    """An ISO 8601 time in UTC; without an offset it is of the zone."""
    try:
        found = datetime.fromisoformat(str(written)[:60])
    except ValueError as error:
        raise Unreadable("The date “{value}” cannot be read.", str(written)) from error
    return in_utc(found, zone)


def in_utc(found: datetime, zone: tzinfo) -> datetime:
    """The instant in UTC; without an offset it is of the zone. Refuses what is far away."""
    if not _EARLIEST <= found.year <= _LATEST:
        raise Unreadable("The date “{value}” is too far away.", found.isoformat())
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def until(starts_at: datetime, length: timedelta) -> datetime:
    """The end of what lasts so long; refuses what lasts for weeks, or not at all."""
    if length > _LONGEST:
        raise Unreadable("The duration “{value}” is too long.", str(length))
    if length <= timedelta(0):
        raise Unreadable("The end is not after the start.")
    return starts_at + length


def day(written: object) -> date:
    """`2020-02-01`, as it stands at a day of a timetable."""
    try:
        found = date.fromisoformat(str(written)[:60])
    except ValueError as error:
        raise Unreadable("The day “{value}” cannot be read.", str(written)) from error
    if not _EARLIEST <= found.year <= _LATEST:
        raise Unreadable("The day “{value}” is too far away.", str(written))
    return found


def clock_time(written: str) -> time | None:
    """`09:30` or `09:30:00`; none for anything else."""
    parts = written.split(":")
    if len(parts) not in {2, 3} or not all(re.fullmatch("[0-9]{1,2}", part) for part in parts):
        return None
    hour, minute = int(parts[0]), int(parts[1])
    return time(hour, minute) if hour < 24 and minute < 60 else None


def local(day: date, start: str, *, change: time, zone: tzinfo) -> datetime:
    """The instant of a clock time of a programme day: before the day's change it is the next date."""
    at = clock_time(start)
    if at is None:
        raise Unreadable("The start “{value}” cannot be read.", start)
    on = day + timedelta(days=1) if at < change else day
    return datetime.combine(on, at, zone).astimezone(UTC)


def length(written: str) -> timedelta | None:
    """`HH:MM`, `HH:MM:SS` or minutes alone; none for an absent one, refused when it is no length."""
    if not written:
        return None
    parts = [part.strip() for part in written.split(":")]
    if len(parts) > 3 or not all(re.fullmatch("[0-9]{1,4}", part) for part in parts):
        raise Unreadable("The duration “{value}” cannot be read.", written)
    numbers = [int(part) for part in parts]
    if len(numbers) == 1:
        numbers = [0, *numbers]
    found = timedelta(hours=numbers[0], minutes=numbers[1], seconds=sum(numbers[2:]))
    if found > _LONGEST:
        raise Unreadable("The duration “{value}” is too long.", written)
    return found
