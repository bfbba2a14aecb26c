"""What people write as an answer, as it is kept: shared by all who ask questions. Pure."""

import math
from datetime import date

LARGEST = 10**12  # numbers that anybody means


class AnswerWrong(Exception):
    """This does not look right."""

    def __init__(self, problem: str) -> None:
        self.problem = problem  # a key of the words of who asks
        super().__init__(problem)


def number(raw: str) -> int | float:
    """A number as people write it, with a point or a comma; an integer where it is one."""
    try:
        value = float(raw.replace(",", ".") if raw.count(",") == 1 else raw)
    except ValueError as error:
        raise AnswerWrong("number") from error
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise AnswerWrong("number")
    return int(value) if value.is_integer() else value


def yes_no(raw: str) -> bool:
    """`yes` or `no`."""
    if raw not in {"yes", "no"}:
        raise AnswerWrong("option")
    return raw == "yes"


def option(raw: str, *, of: int) -> int:
    """The position of one of so many options."""
    if not (raw.isascii() and raw.isdecimal() and len(raw) < 4) or int(raw) >= of:
        raise AnswerWrong("option")
    return int(raw)


def day(raw: str) -> str:
    """A day as `2026-08-26`."""
    try:
        return date.fromisoformat(raw).isoformat()
    except ValueError as error:
        raise AnswerWrong("date") from error
