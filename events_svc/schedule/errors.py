"""What the agenda refuses; the docstring is what people read."""

from collections.abc import Sequence

from events_svc.text import Text
from speakers.errors import SpeakerBusy
from venues.errors import RoomTaken


class RoomTakenBy(RoomTaken):
    """{room} is taken by “{other}”, {when}."""

    def __init__(self, taken: RoomTaken, *, room: Text, other: Text, when: str) -> None:
        super().__init__(taken.room_id, taken.starts_at, taken.ends_at)
        self.room, self.other, self.when = room, other, when


class SpeakerBusyWith(SpeakerBusy):
    """{speaker} is taken by “{other}”, {when}."""

    def __init__(self, busy: SpeakerBusy, *, speaker: Text, other: Text, when: str) -> None:
        super().__init__(busy.speaker_id, busy.starts_at, busy.ends_at)
        self.speaker, self.other, self.when = speaker, other, when


class ChangedMeanwhile(Exception):
    """Somebody else has changed “{title}” meanwhile. Look at it again, then repeat your change."""

    def __init__(self, title: Text) -> None:
        super().__init__(title)
        self.title = title


class MovedMeanwhile(Exception):
    """“{title}” cannot be taken back: somebody else has moved or cancelled it since."""

    def __init__(self, title: Text) -> None:
        super().__init__(title)
        self.title = title


class NothingToUndo(Exception):
    """You have moved nothing that could be taken back."""


class NothingToRedo(Exception):
    """You have taken nothing back that could be done again."""


class NoLength(Exception):
    """A session must end after it starts, and within two weeks."""


class OutOfTime(Exception):
    """A session takes place between the years 1970 and 2200."""


class SessionCancelled(Exception):
    """This session is cancelled. Take the cancellation back first."""


class NotPlaced(Exception):
    """This session has no time yet."""


class NothingToRelease(Exception):
    """Nothing has changed since the last version."""


class AlreadyComputing(Exception):
    """A timetable is being computed already. It takes less than a minute."""


class InThePast(Exception):
    """This moment is over. Choose a later one."""


class NotYet(Exception):
    """This session has not begun yet."""


class TooManyStars(Exception):
    """A list holds at most {most} sessions."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class TrackNameTaken(Exception):
    """There is already a track of this name."""


class WordsClosed(Exception):
    """The event is over, or this session was cancelled: its words stay as they are."""


class TitleMissing(Exception):
    """A session needs a title."""


class ScenarioNameTaken(Exception):
    """There is already a scenario of this name."""


class ScenarioUnready(Exception):
    """This scenario is still being computed, or failed."""


class ScenarioRefused(Exception):
    """Nothing was applied: {count} sessions cannot take place where this scenario has them."""

    def __init__(self, refusals: Sequence[Exception]) -> None:
        super().__init__(refusals)
        self.refusals, self.count = refusals, len(refusals)


class FileEmpty(Exception):
    """This file is empty."""


class FileTooLarge(Exception):
    """This file is too large: at most {megabytes} MB."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(megabytes)
        self.megabytes = megabytes


class FileKindUnknown(Exception):
    """Its content is not what its name says, or none of: {kinds}."""

    def __init__(self, kinds: str) -> None:
        super().__init__(kinds)
        self.kinds = kinds


class TooManyFiles(Exception):
    """A session has at most {most} files."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most
