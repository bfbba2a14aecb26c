"""A table of time, topic, speaker, organisation as a timetable: spreadsheets, CSV, what was pasted."""

from datetime import date, datetime, time, timedelta, tzinfo
from itertools import zip_longest

from events_svc.schedule.importing import times
from events_svc.schedule.importing.gather import Gathering
from events_svc.schedule.importing.sheet_reader import SheetReader
from events_svc.schedule.importing.sheets import Sheet
from events_svc.schedule.importing.table_rows import Item, session_of
from events_svc.schedule.importing.timetable import Timetable

_CHANGE = time(4)  # what starts before belongs to the day before
_HALF_AN_HOUR = timedelta(minutes=30)


def read(sheets: list[Sheet], *, dialect: str, timezone: str, day: date | None) -> Timetable:
    """The timetable of these sheets; `day` is the first day of the event. See `schedule_xml.read`."""
    found = Gathering(Timetable(dialect, {}, "", times.zone("", timezone).key))
    items: list[Item] = []
    for sheet in sheets:
        items += SheetReader(sheet, found, day).items()
    zone = times.zone("", timezone)
    for item, after in zip_longest(items, items[1:]):
        with found.at(item.place):
            found.session(session_of(item, _times(item, after, zone, found), found))
    return found.timetable()


def _times(
    item: Item, after: Item | None, zone: tzinfo, found: Gathering
) -> tuple[datetime, datetime]:
    """Without an end, it lasts until the next one of that day and room; the last, half an hour."""
    starts_at = times.in_utc(_local(item.day, item.start), zone)
    if item.length is not None:
        return starts_at, times.until(starts_at, item.length)
    if item.end is None and after and (after.day, after.room) == (item.day, item.room):
        item.end = after.start if after.start != item.start else None
    if item.end is None:
        found.odd("No end is written: it is taken for half an hour.", "", item.place)
        return starts_at, starts_at + _HALF_AN_HOUR
    ends_at = times.in_utc(_local(item.day, item.end), zone)
    if ends_at <= starts_at:
        ends_at = times.in_utc(_local(item.day, item.end) + timedelta(days=1), zone)
    return starts_at, times.until(starts_at, ends_at - starts_at)


def _local(day: date, at: time) -> datetime:
    on = day + timedelta(days=1) if at < _CHANGE else day
    return datetime.combine(on, at)
