"""What badges refuse; the docstring is what people read."""

from datetime import datetime
from typing import Protocol


class Last(Protocol):
    """Of the newest badge: who printed it, when, at which gate."""

    @property
    def by(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def gate(self) -> dict[str, str] | None: ...


class PartOutside(Exception):
    """Part {number} lies over the edge of the badge."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class NobodyToPrint(Exception):
    """Nobody fits: there is no badge to print."""


class PrintedAlready(Exception):
    """{count} of these badges were printed already, last by {by}. Print them again?"""

    def __init__(self, count: int, copies: int, *, last: "Last") -> None:
        super().__init__(count, copies)
        self.count = count
        self.copies = copies
        self.by = last.by
        self.last = last


class PrintingOver(Exception):
    """This file was for one printing, which is over. Print again on the page of the badges."""


class LogoUnreadable(Exception):
    """This is no picture that can be printed: PNG or JPEG, at most 2 MB, please."""


class LayoutGone(Exception):
    """This layout is not there any more. Please choose another one."""
