"""What places refuse; the docstring is what people read."""

from datetime import datetime


class RoomTaken(Exception):
    """This room is already taken at that time."""

    def __init__(self, room_id: int, starts_at: datetime, ends_at: datetime) -> None:
        super().__init__(room_id, starts_at, ends_at)
        self.room_id = room_id
        self.starts_at = starts_at
        self.ends_at = ends_at


class RoomUnknown(Exception):
    """There is no such room."""


class RoomNameTaken(Exception):
    """There is already a room of this name in this venue."""


class EndsBeforeStart(Exception):
    """The end must be after the start."""


class NotBooked(Exception):
    """Nothing is booked for this."""


class TooManyOpenings(Exception):
    """A room has at most {most} openings."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most
