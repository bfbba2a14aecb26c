"""What badges refuse; the docstring is what people read."""

from datetime import datetime


class PartOutside(Exception):
    """Part {number} lies over the edge of the badge."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class NobodyToPrint(Exception):
    """Nobody fits: there is no badge to print."""


class PrintedAlready(Exception):
    """{count} of these badges were printed already, last by {by}. Print them again?"""

    def __init__(self, count: int, copies: int, *, by: str, at: datetime) -> None:
        super().__init__(count, copies, by, at)
        self.count = count
        self.copies = copies
        self.by = by
        self.at = at


class PrintingOver(Exception):
    """This file was for one printing, which is over. Print again on the page of the badges."""


class LogoUnreadable(Exception):
    """This is no picture that can be printed: PNG or JPEG, at most 2 MB, please."""


class LayoutGone(Exception):
    """This layout is not there any more. Please choose another one."""
