"""Texts as calendars carry them; loaded with `icalendar` itself."""

from icalendar import vText

from events_svc.feeds.lines import escaped


class Words(vText):
    """A TEXT whose backslashes all survive: the library takes `\\N` for a line break (`C:\\New`)."""

    def to_ical(self) -> bytes:
        return escaped(str(self)).encode("utf-8")
