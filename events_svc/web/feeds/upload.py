"""A timetable as it was uploaded, understood with the zone and the first day of its event."""

from datetime import date
from zoneinfo import ZoneInfo

from events_svc.events.models import Event
from events_svc.schedule.importing import understand
from events_svc.schedule.importing.errors import FileRefused
from events_svc.schedule.importing.timetable import Timetable
from events_svc.web.carried import malformed


async def understood(raw: bytes, event: Event) -> Timetable:
    """The timetable; Malformed with a line for each problem when it is none."""
    try:
        return await understand.understood(raw, timezone=event.timezone, day=first_day(event))
    except FileRefused as error:
        raise malformed(error) from error


def first_day(event: Event) -> date:
    """The day from which a table counts that writes none."""
    return event.starts_at.astimezone(ZoneInfo(event.timezone)).date()
