"""Days, clock times, lengths and zones as timetables write them. ValueError carries (reason, value)."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_EARLIEST, _LATEST = 1970, 2100
_LONGEST = timedelta(days=14)  # as place.LONGEST


def zone(name: str, otherwise: str) -> ZoneInfo:
    """The zone of this IANA name, else the other one."""
    try:
        return ZoneInfo(name or otherwise)
    except (OSError, ValueError):
        return ZoneInfo(otherwise)


def instant(written: str, zone: ZoneInfo) -> datetime:
    """An ISO 8601 time in UTC; without an offset it is of the zone."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError as error:
        raise ValueError("The date “{value}” cannot be read.", written[:40]) from error
    if not _EARLIEST <= found.year <= _LATEST:
        raise ValueError("The date “{value}” is too far away.", written[:40])
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def day(written: str) -> date:
    """`2020-02-01`, as it stands at a day of a timetable."""
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise ValueError("The day “{value}” cannot be read.", written[:40]) from error


def clock_time(written: str) -> time | None:
    """`09:30` or `09:30:00`; none for anything else."""
    parts = written.split(":")
    if len(parts) not in {2, 3} or not all(re.fullmatch("[0-9]{1,2}", part) for part in parts):
        return None
    hour, minute = int(parts[0]), int(parts[1])
    return time(hour, minute) if hour < 24 and minute < 60 else None


def local(day: date, start: str, *, change: time, zone: ZoneInfo) -> datetime:
    """The instant of a clock time of a programme day: before the day's change it is the next date."""
    at = clock_time(start)
    if at is None:
        raise ValueError("The start “{value}” cannot be read.", start[:40])
    on = day + timedelta(days=1) if at < change else day
    return datetime.combine(on, at, zone).astimezone(UTC)


def length(written: str) -> timedelta | None:
    """`HH:MM`, `HH:MM:SS` or minutes alone; none for an absent one, refused when it is no length."""
    if not written:
        return None
    parts = [part.strip() for part in written.split(":")]
    if len(parts) > 3 or not all(re.fullmatch("[0-9]{1,4}", part) for part in parts):
        raise ValueError("The duration “{value}” cannot be read.", written[:40])
    numbers = [int(part) for part in parts]
    if len(numbers) == 1:
        numbers = [0, *numbers]
    found = timedelta(hours=numbers[0], minutes=numbers[1], seconds=sum(numbers[2:]))
    if found > _LONGEST:
        raise ValueError("The duration “{value}” is too long.", written[:40])
    return found
