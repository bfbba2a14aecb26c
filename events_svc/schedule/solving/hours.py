"""Minutes since the event's first instant, and the hours of its days in which sessions may be placed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from events_svc.events.models import Event
from events_svc.schedule.solving.problem import Window

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """Sessions are placed between `opens` and `closes` on the wall clock of `zone`, on each day."""

    begins_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    opens: time
    closes: time

    @property
    def days(self) -> list[Window]:
        """The hours of each day, within the event; a day that closes at or before it opens lasts over
        midnight. Clock changes are those of the zone.
        """
        found = []
        day, last = (
            moment.astimezone(self.zone).date() for moment in (self.begins_at, self.ends_at)
        )
        while day <= last:
            end = day if self.closes > self.opens else day + timedelta(days=1)
            start_at = datetime.combine(day, self.opens, self.zone)
            end_at = datetime.combine(end, self.closes, self.zone)
            window = self.window(max(start_at, self.begins_at), min(end_at, self.ends_at))
            if window[0] < window[1]:
                found.append(window)
            day += timedelta(days=1)
        return found

    def window(self, start: datetime, end: datetime) -> Window:
        """Two instants as minutes since the event's first."""
        return int((start - self.begins_at) / _MINUTE), int((end - self.begins_at) / _MINUTE)

    def windows(self, spans: Iterable[tuple[datetime, datetime]]) -> list[Window]:
        """Spans as minutes, in the order of time."""
        return sorted(self.window(start, end) for start, end in spans)

    def moment(self, minutes: int) -> datetime:
        """The instant so many minutes after the event's first."""
        return self.begins_at + minutes * _MINUTE


def hours_of(event: Event, opens: time, closes: time) -> Hours:
    """The hours of the event's days."""
    return Hours(event.starts_at, event.ends_at, ZoneInfo(event.timezone), opens, closes)
