"""What one must know to find the conflicts of an agenda. Pure; all instants are in UTC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from events_svc.text import Text

Span = tuple[datetime, datetime]

SHARED_STARS = 10
SHARED_SHARE = 5  # one of so many readers of the less starred session


@dataclass(frozen=True, slots=True)
class Slot:
    """A session in its time. One without a code is another event's, or no session at all."""

    id: int
    code: str
    title: Text
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[int, ...] = ()  # the main one first
    people: tuple[int, ...] = ()
    shares_room: bool = False
    is_break: bool = False
    interest: int = 0  # the more of who is expected and who has starred it
    fans: int = 0  # a bit for each list of stars that has it

    @property
    def is_ours(self) -> bool:
        return self.code != ""


@dataclass(frozen=True, slots=True)
class Place:
    """A room. Without openings it is always open."""

    name: Text
    venue_id: int
    capacity: int | None = None
    openings: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Presenter:
    """A person. Without `possible` spans always there, without `preferred` ones always willing."""

    name: Text
    possible: Sequence[Span] = ()
    preferred: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """What the event asks of its agenda; see plan_models.AgendaRules."""

    room_break_minutes: int = 0
    speaker_break_minutes: int = 0
    shared_stars: int = SHARED_STARS


@dataclass(frozen=True, slots=True)
class Facts:
    """An agenda: `slots` in the order of time, `ways` in minutes by two venues, the smaller id first."""

    slots: Sequence[Slot]
    begins_at: datetime
    ends_at: datetime
    rooms: Mapping[int, Place] = field(default_factory=dict)
    people: Mapping[int, Presenter] = field(default_factory=dict)
    ways: Mapping[tuple[int, int], int] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)

    def venue(self, slot: Slot) -> int | None:
        """The venue in which a session takes place, as far as it is known."""
        return self.rooms[slot.rooms[0]].venue_id if slot.rooms else None

    def way(self, one: Slot, other: Slot) -> int:
        """The minutes that one needs from a session to the next; 0 in one venue or where nobody knows."""
        here, there = self.venue(one), self.venue(other)
        if here is None or there is None or here == there:
            return 0
        return self.ways.get((min(here, there), max(here, there)), 0)
