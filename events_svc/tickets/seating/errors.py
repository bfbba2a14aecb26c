"""What seating refuses; the docstring is what people read."""

from events_svc.tickets.errors import NotReserved, SoldOut


class SeatTaken(SoldOut):
    """Seat {number} in row {row} has just been taken. Please choose another."""

    def __init__(self, row: str, number: int, *, seat_id: int) -> None:
        super().__init__(f"{row}-{number}", 0)
        self.row = row
        self.number = number
        self.seat_id = seat_id
        self.ticket_type_id = None


class NoSuchSeat(NotReserved):
    """This seat is not offered here."""


class SeatOfOtherType(NotReserved):
    """Seat {number} in row {row} is not sold with {name}."""

    def __init__(self, row: str, number: int, name: str) -> None:
        super().__init__(row, number, name)
        self.row = row
        self.number = number
        self.name = name


class FewSeats(SoldOut):
    """Only {left} seats are free for {name}."""

    def __init__(self, name: str, ticket_type_id: int, left: int) -> None:
        super().__init__(name, ticket_type_id)
        self.left = left


class MoreSeatsThanTickets(NotReserved):
    """You have chosen more seats than tickets."""


class NotSeated(Exception):
    """This ticket has no seat: it is not valid any more, or its type is not seated."""


class SeatingInUse(Exception):
    """{count} people sit there. Give them other seats, or cancel their tickets, first."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count
