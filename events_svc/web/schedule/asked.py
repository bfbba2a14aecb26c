"""What the reader of an agenda asks to see, by the address's query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

from events_svc.events.models import Event
from events_svc.schedule.entries import EntryRoom, Item
from events_svc.web.state import Request

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """A day, or what fits `track`, `room`, `language` and `words` on any day; in a zone, grid or list."""

    zone: str
    view: str = "grid"
    day: date | None = None
    track: str = ""
    room: int = 0
    language: str = ""
    words: str = ""

    @property
    def is_search(self) -> bool:
        """Whether the answer is gathered from all days."""
        return bool(self.track or self.room or self.language or self.words)

    @property
    def tzinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def address(self, event: Event, **other: str | date | None) -> str:
        """The query of the same page with some things changed; what is the rule is left out."""
        given = {"day": self.day, "view": self.view, "tz": self.zone, **other}
        usual = {"view": "grid", "tz": event.timezone}
        kept = {k: v for k, v in given.items() if v and usual.get(k) != v}
        return f"?{urlencode(kept)}" if kept else f"/events/{event.slug}/agenda"

    def fits(self, item: Item) -> bool:
        """Whether the session is among what is asked for."""
        if self.track and (item["track"] is None or item["track"]["slug"] != self.track):
            return False
        if self.room and self.room not in {room["id"] for room in rooms_of(item)}:
            return False
        if self.language and self.language not in languages_of(item):
            return False
        text = _searched(item)
        return all(word in text for word in self.words.casefold().split())


def read(request: Request, event: Event) -> Asked:
    """What this request asks for; what makes no sense is as if it were not there."""
    query = request.query_params
    zone, room = query.get("tz", ""), query.get("room", "")
    return Asked(
        zone=zone if zone in _zones() else event.timezone,
        view="list" if query.get("view") == "list" else "grid",
        day=_date(query.get("day", "")),
        track=query.get("track", "")[:LONGEST],
        room=int(room) if room.isdecimal() and len(room) < 19 else 0,
        language=query.get("language", "")[:LONGEST],
        words=" ".join(query.get("q", "").split())[:LONGEST],
    )


def languages_of(item: Item) -> set[str]:
    """The languages in which the session is held: of “de, en” both."""
    return {one.strip() for one in item["language"].replace("/", ",").split(",") if one.strip()}


def rooms_of(item: Item) -> list[EntryRoom]:
    """Every room in which the session is shown."""
    return [room for room in (item["room"], *item["more_rooms"]) if room]


def day_to_show(days: Iterable[date], asked: Asked, today: date) -> date | None:
    """The day that is asked for, else today or the next one, else the first."""
    known = [*days]
    if asked.day in known:
        return asked.day
    return next((day for day in known if day >= today), known[0] if known else None)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _date(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _searched(item: Item) -> str:
    """All words of a session under which people look for it."""
    texts = [item["title"], item["subtitle"]]
    texts += [part["name"] for part in (item["track"], *rooms_of(item)) if part]
    for speaker in item["speakers"]:
        texts += [speaker["name"], speaker["affiliation"]]
    return " ".join(word for text in texts for word in text.values()).casefold()
