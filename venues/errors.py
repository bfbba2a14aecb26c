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


class SeatTwice(Exception):
    """Seat {number} in row {row} is there twice."""

    def __init__(self, row: str, number: int) -> None:
        super().__init__(row, number)
        self.row = row
        self.number = number


class TooManySeats(Exception):
    """A plan has at most {most} seats."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class CategoryUnknown(Exception):
    """This plan has no category “{category}”."""

    def __init__(self, category: str) -> None:
        super().__init__(category)
        self.category = category


class SeatsInUse(Exception):
    """{count} of these seats are taken and cannot go. Give those people other seats first."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class PlanChanged(Exception):
    """Somebody else has changed this plan in the meantime. Please look at it and change it again."""
