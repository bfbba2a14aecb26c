"""A table of people as tickets to be: who, with which type; what is wrong, by row and column. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from events_svc.people import headers
from events_svc.schedule.importing.errors import Place, Problem, refused
from events_svc.schedule.importing.sheets import Cell, Row, Sheet, letter

MOST_PEOPLE = 10_000
MOST_PROBLEMS = 50
LOOKED_AT = 30  # rows in which the header must stand
SAMPLE = 6
MAIL = re.compile(r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+\.[^@\s\x00-\x1f\x7f]+")
PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{4,30}")
LENGTHS = {"name": 200, "email": 254, "phone": 40, "organisation": 200}
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who shall have a ticket; `row` is where the table says so."""

    row: int
    name: str
    email: str
    phone: str
    organisation: str
    ticket_type_id: int


@dataclass(slots=True)
class Roster:
    """What a table says. With `problems`, nothing of it may be brought in."""

    head: list[str]
    meanings: tuple[str, ...]
    sample: list[list[str]]
    people: list[Person] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(
    sheets: Sequence[Sheet],
    types: Mapping[str, int],
    *,
    usual_type_id: int | None = None,
    chosen: Sequence[str] = (),
) -> Roster:
    """The first sheet that has people in it. `types` are ids of ticket types by every name they have;
    who names none gets `usual_type_id`. `chosen` are the meanings of the columns where a person set them.

    Raises FileRefused when there is no header with names, or too many rows.
    """
    sheet, at, meanings = _headed(sheets, chosen)
    rows = [row for row in sheet.rows[at + 1 :] if row.filled]
    if len(rows) > MOST_PEOPLE:
        raise refused("The file has more than {value} people.", str(MOST_PEOPLE))
    roster = Roster(
        head=[_words(cell) for cell in sheet.rows[at].cells],
        meanings=meanings,
        sample=[[_words(cell) for cell in row.cells] for row in rows[:SAMPLE]],
    )
    known = {_plain(name): type_id for name, type_id in types.items()}
    reader = _Reader(sheet.name, meanings, known, usual_type_id, roster)
    for row in rows:
        reader.take(row)
        if len(roster.problems) >= MOST_PROBLEMS:
            break
    if not rows:
        raise refused("There is nobody in the table.")
    return roster


@dataclass(slots=True)
class _Reader:
    """Goes down the rows below the header."""

    sheet: str
    meanings: tuple[str, ...]
    types: Mapping[str, int]
    usual: int | None
    roster: Roster
    seen: dict[str, int] = field(default_factory=dict)  # rows by e-mail address

    def take(self, row: Row) -> None:
        """One person more, or what is wrong with the row."""
        before = len(self.roster.problems)
        said = {meaning: self._cell(row, meaning) for meaning in headers.MEANINGS}
        self._check(row, said)
        type_id = self._type(row, said.pop("ticket_type"))
        if len(self.roster.problems) == before and type_id is not None:
            self.roster.people.append(Person(row.number, ticket_type_id=type_id, **said))

    def _cell(self, row: Row, meaning: str) -> str:
        if meaning not in self.meanings:
            return ""
        at = self.meanings.index(meaning)
        return _words(row.cells[at]) if at < len(row.cells) else ""

    def _check(self, row: Row, said: Mapping[str, str]) -> None:
        if not said["name"]:
            self._wrong(row, "name", "There is no name.")
        for meaning, longest in LENGTHS.items():
            if len(said[meaning]) > longest or CONTROLS.search(said[meaning]):
                self._wrong(row, meaning, "This is too long: {value}", said[meaning][:40])
        if said["email"] and not MAIL.fullmatch(said["email"]):
            self._wrong(row, "email", "“{value}” is no e-mail address.", said["email"])
        if said["phone"] and not PHONE.fullmatch(said["phone"]):
            self._wrong(row, "phone", "“{value}” is no phone number.", said["phone"])
        self._refuse_twice(row, said)

    def _refuse_twice(self, row: Row, said: Mapping[str, str]) -> None:
        """The same name with the same address is the same row pasted twice."""
        key = f"{said['name'].casefold()}|{said['email'].casefold()}"
        if said["email"] and key in self.seen:
            self._wrong(row, "email", "The same person stands in row {value}.", str(self.seen[key]))
        self.seen.setdefault(key, row.number)

    def _type(self, row: Row, said: str) -> int | None:
        if not said:
            if self.usual is None:
                self._wrong(row, "ticket_type", "There is no ticket type.")
            return self.usual
        if _plain(said) not in self.types:
            self._wrong(row, "ticket_type", "There is no ticket type “{value}”.", said)
        return self.types.get(_plain(said))

    def _wrong(self, row: Row, meaning: str, reason: str, value: str = "") -> None:
        at = self.meanings.index(meaning) if meaning in self.meanings else None
        place = Place(row.number, sheet=self.sheet, column="" if at is None else letter(at))
        self.roster.problems.append(Problem(reason, value, place))


def _headed(sheets: Sequence[Sheet], chosen: Sequence[str]) -> tuple[Sheet, int, tuple[str, ...]]:
    """The sheet, the place of its header, and what its columns say."""
    for sheet in sheets:
        for at, row in enumerate(sheet.rows[:LOOKED_AT]):
            said = headers.guessed(row.cells)
            wanted = tuple(chosen[: len(said)]) + ("",) * max(0, len(said) - len(chosen))
            if "name" in said or (chosen and len(row.filled) >= 2):
                return sheet, at, wanted if chosen else said
    raise refused("There is no header with a column of names.")


def _words(cell: Cell) -> str:
    """The cell as text: a phone number that a spreadsheet took for a number is one again."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return " ".join(str(cell).split())


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
