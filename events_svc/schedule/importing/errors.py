"""Why a file is not imported."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: `reason` is a pattern for `value`, so that it can be translated."""

    reason: str
    value: str = ""
    line: int = 0
    event_id: str = ""

    def __str__(self) -> str:
        return f"{self.place}{self.reason.format(value=self.value)}"

    @property
    def place(self) -> str:
        """`line 12, event 7: `, as far as it is known."""
        parts = [f"line {self.line}"] if self.line else []
        parts += [f"event {self.event_id}"] if self.event_id else []
        return f"{', '.join(parts)}: " if parts else ""


class FileRefused(Exception):
    """The file was not imported. {first}"""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        self.first = str(self.problems[0])
        super().__init__("; ".join(str(problem) for problem in self.problems))
