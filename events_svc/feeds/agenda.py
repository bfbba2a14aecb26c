"""An agenda as the writers of feeds want it: the entries of a release, its days, its addresses. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from events_svc.feeds.wording import words
from events_svc.schedule.entries import Entry, EntryRoom
from events_svc.text import Text, in_language

GENERATOR = "events-svc"
DAY_CHANGE = time(4)  # sessions before it belong to the previous day
DAY_ENDS = timedelta(hours=23, minutes=59)


@dataclass(frozen=True)
class Agenda:
    """A released agenda; `public_url` is our own address without a slash at the end."""

    slug: str
    title: Text
    description: Text
    timezone: str
    accent: str
    starts_at: datetime
    ends_at: datetime
    released_at: datetime
    version: str
    public_url: str
    generator_version: str
    entries: Sequence[Entry]
    is_online: bool = False
    venue: Text = field(default_factory=dict)
    place: tuple[float, float] | None = None  # latitude, longitude of the venue
    live: tuple[int, ...] = ()  # ids of the sessions that have a stream
    cancelled_at: datetime | None = None  # the event as a whole

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def acronym(self) -> str:
        """`[a-z0-9_]{4,}`, as both schemas of the video operators take it: `demo2026`."""
        made = re.sub(r"[^a-z0-9_]", "", self.slug.lower())
        return made if len(made) >= 4 else f"{made}_event".lstrip("_")

    @property
    def url(self) -> str:
        return f"{self.public_url}/events/{self.slug}"

    @cached_property
    def taking_place(self) -> list[Entry]:
        return [entry for entry in self.entries if entry["status"] == "CONFIRMED"]

    @cached_property
    def days(self) -> list["Day"]:
        """The programme days that have sessions; the first day of the event when none has."""
        found: dict[date, list[Entry]] = {}
        for entry in self.taking_place:
            found.setdefault(self.day_of(entry), []).append(entry)
        found = found or {self.starts_at.astimezone(self.zone).date(): []}
        return [
            Day(index, day, self.zone, entries)
            for index, (day, entries) in enumerate(sorted(found.items()), start=1)
        ]

    def day_of(self, entry: Entry) -> date:
        """The programme day of a session, in the event's time zone."""
        local = self.local(entry["starts_at"])
        return local.date() - timedelta(days=1) if local.time() < DAY_CHANGE else local.date()

    def local(self, instant: str) -> datetime:
        """An instant of an entry in the event's time zone."""
        return datetime.fromisoformat(instant).astimezone(self.zone)

    def with_entries(self, entries: Iterable[Entry]) -> "Agenda":
        """The same agenda with these entries; those of a cancelled event are cancelled."""
        if self.cancelled_at is None:
            return replace(self, entries=[*entries])
        at = self.cancelled_at.astimezone(UTC).isoformat()
        return replace(self, entries=[called_off(entry, at) for entry in entries])

    def is_streamed(self, entry: Entry) -> bool:
        return self.is_online or entry["id"] in self.live

    def address(self, url: str) -> str:
        """An address of ours (`/files/7`) as others need it."""
        return self.public_url + url if url.startswith("/") else url

    def session_url(self, entry: Entry) -> str:
        return f"{self.url}/sessions/{entry['code']}"

    def session_slug(self, entry: Entry) -> str:
        """`demo2026-abc123-opening`: unique by its code, ASCII also for Chinese titles."""
        title = re.sub(r"[^a-z0-9]+", "-", in_language(entry["title"], "en").lower()).strip("-")
        return f"{self.acronym}-{entry['code'].lower()}-{title[:60]}".rstrip("-")


@dataclass(frozen=True)
class Day:
    """A programme day: from the day's change until a minute before the next."""

    index: int
    date: date
    zone: ZoneInfo
    entries: list[Entry]

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.date, DAY_CHANGE, self.zone)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + DAY_ENDS

    def rooms(self, language: str) -> dict[str, list[Entry]]:
        """The day's sessions by the name of their room; no name for those without a room."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(room_name(entry, language), []).append(entry)
        return found


def called_off(entry: Entry, at: str) -> Entry:
    """The entry as it is when its event was cancelled at this instant."""
    if entry["status"] == "CANCELLED":
        return entry
    sequence, modified = entry["sequence"] + 1, max(entry["modified_at"], at)
    return {**entry, "status": "CANCELLED", "sequence": sequence, "modified_at": modified}


def rooms_of(entry: Entry) -> list[EntryRoom]:
    """Every room in which the session is shown, the first one first."""
    more = entry.get("more_rooms", [])
    return [*([entry["room"]] if entry["room"] else []), *more]


def room_name(entry: Entry, language: str) -> str:
    return words(entry["room"]["name"], language) if entry["room"] else ""
