"""Why a file is not imported, or what in it was odd."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file: its line or row, its sheet and column, the path in a tree, the event's own id."""

    line: int = 0
    event_id: str = ""
    sheet: str = ""
    column: str = ""
    path: str = ""

    def __str__(self) -> str:
        parts = [f"sheet “{self.sheet}”"] if self.sheet else []
        parts += [f"line {self.line}"] if self.line else []
        parts += [f"column {self.column}"] if self.column else []
        parts += [self.path] if self.path else []
        parts += [f"event {self.event_id}"] if self.event_id else []
        return ", ".join(parts)


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong or odd, and where: `reason` is a pattern for `value`, so that it can be translated."""

    reason: str
    value: str = ""
    place: Place = NOWHERE

    def __str__(self) -> str:
        where = str(self.place)
        return f"{where}{': ' if where else ''}{self.reason.format(value=self.value)}"


MOST_TOLD = 20  # problems; of more the number is told


class FileRefused(Exception):
    """The file was not imported. {first}"""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        more = len(problems) - MOST_TOLD
        if more > 1:  # in the place of one alone it could stand itself
            told = Problem("And {value} more.", str(more))
            self.problems = (*self.problems[:MOST_TOLD], told)
        self.first = str(self.problems[0])
        super().__init__("; ".join(str(problem) for problem in self.problems))


class Unreadable(ValueError):
    """A value that nobody can read: `reason` is a pattern for `value`."""

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason, value)
        self.reason, self.value = reason, value[:60]


def refused(reason: str, value: str = "", place: Place = NOWHERE) -> FileRefused:
    """The refusal of a file for one reason."""
    return FileRefused([Problem(reason, value, place)])
