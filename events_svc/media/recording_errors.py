"""What is refused of a recording's parts; the docstring is what people read."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in a text, and where: `reason` is a pattern for `value`, so that it can be translated."""

    row: int
    column: int
    reason: str
    value: str = ""

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.reason.format(value=self.value)}"


class SubtitlesRefused(Exception):
    """The subtitles cannot be read, and nothing was changed: {first}"""

    def __init__(self, problems: Sequence[Wrong]) -> None:
        self.problems = tuple(problems)
        self.first = str(self.problems[0])
        super().__init__("; ".join(map(str, problems)))


class ChaptersRefused(Exception):
    """The chapters cannot be read, and nothing was changed: {first}"""

    def __init__(self, problems: Sequence[Wrong]) -> None:
        self.problems = tuple(problems)
        self.first = str(self.problems[0])
        super().__init__("; ".join(map(str, problems)))


class FileKnown(Exception):
    """The recording has this file already."""


class TooManyOfThem(Exception):
    """A recording has at most {most} of these."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(most)


class TooMuchSaid(Exception):
    """This recording says more different words than the search can keep. Please shorten its subtitles."""


class PictureRefused(Exception):
    """Please choose a PNG, JPEG or WebP picture of at most {kilobytes} KB and 4096 × 4096 pixels."""

    def __init__(self, kilobytes: int) -> None:
        self.kilobytes = kilobytes
        super().__init__(kilobytes)
