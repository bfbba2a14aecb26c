"""What bringing in people refuses; the docstring is what people read."""

from events_svc.tickets.errors import NotReserved


class PersonRefused(Exception):
    """Row {row}: {reason} Nothing was brought in."""

    def __init__(self, row: int, reason: NotReserved) -> None:
        super().__init__(row, reason)
        self.row, self.cause = row, reason
        self.reason = (type(reason).__doc__ or "").format(**vars(reason))


class RosterFaulty(Exception):
    """{count} rows of the table are wrong. Nothing was brought in."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count
