"""What can be wrong with a table of readings, and where. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_WRONG = 20

# Why a table is refused; the words are keys of the catalogue.
NO_TABLE = "This is no table: a first line with the names of the columns is needed."
TOO_LONG = "At most 2,000 lines and 600 KB, please."
NO_LINK = "A column with the link is needed: source (its number) or url."
NO_TIME = "A column with the time of reading is needed: read_at."
NO_VALUE = "A column with the value is needed: value, or one named after a figure."
NOT_NAMED = "Please name the link."
NO_NUMBER = "A whole number, or the word hidden, please: “{value}”"
NO_MOMENT = "A day or a time like 2026-08-26 10:00, please: “{value}”"
NO_METRIC = "There is no figure “{value}” in the ledger."
NO_SOURCE = "There is no such link among yours: “{value}”"
TWO_SOURCES = "Several links have this address; please name the link by its number: “{value}”"
IN_THE_FUTURE = "A counter cannot have been read in the future."


@dataclass(frozen=True, slots=True)
class Wrong:
    """What cannot be used, in which line of the file (the first is 1) and under which name of a column."""

    line: int
    column: str
    reason: str
    value: str = ""


class TableWrong(Exception):
    """This table cannot be used, and nothing was stored."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        super().__init__(wrong)
        self.wrong = list(wrong[:MOST_WRONG])
