"""The kinds of conflicts, and what one says."""

from dataclasses import dataclass, replace
from enum import StrEnum

from events_svc.schedule.conflicts.facts import Slot
from events_svc.text import Text


class ConflictKind(StrEnum):
    ROOM_CLOSED = "room_closed"
    ROOM_TWICE = "room_twice"
    ROOM_TOO_SMALL = "room_too_small"
    SPEAKER_AWAY = "speaker_away"
    SPEAKER_UNWILLING = "speaker_unwilling"
    SPEAKER_TWICE = "speaker_twice"
    OUTSIDE_EVENT = "outside_event"
    WAY_TOO_LONG = "way_too_long"
    BREAK_TOO_SHORT = "break_too_short"
    STARRED_TOGETHER = "starred_together"


HARD = frozenset(
    {
        ConflictKind.ROOM_CLOSED,
        ConflictKind.ROOM_TWICE,
        ConflictKind.SPEAKER_AWAY,
        ConflictKind.SPEAKER_TWICE,
        ConflictKind.OUTSIDE_EVENT,
        ConflictKind.WAY_TOO_LONG,
    }
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """`session` cannot be so (hard), or had better not, because of `other` or of `about`.

    `about` names the room or person; `given` and `needed` are minutes, people or readers: so many
    there are, so many it takes.
    """

    kind: ConflictKind
    session: Slot
    other: Slot | None = None
    about: Text | None = None
    given: int = 0
    needed: int = 0

    @property
    def is_hard(self) -> bool:
        return self.kind in HARD

    def turned(self) -> "Conflict":
        """The same, as the other session has it."""
        assert self.other is not None
        return replace(self, session=self.other, other=self.session)
