"""Cells of a statement: days, amounts and directions as banks write them. Pure."""

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from events_svc import clock
from events_svc.schedule.importing.errors import Unreadable
from events_svc.schedule.importing.sheets import Cell
from events_svc.tickets.errors import MoneyInexact
from events_svc.tickets.pricing import to_minor

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s?\d{2}:?\d{2}:?\d{2})?(?!\d)")
_DAY_LAST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")  # 23.11.2026; with slashes nobody knows
_EUROPEAN = re.compile(r"\d{1,3}(\.\d{3})*,\d{1,2}")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?")
_IN = {
    "贷",
    "贷方",
    "收",
    "收入",
    "入",
    "转入",
    "存入",
    "贷记",
    "c",
    "cr",
    "crdt",
    "credit",
    "in",
    "+",
}
_OUT = {
    "借",
    "借方",
    "支",
    "支出",
    "出",
    "转出",
    "支取",
    "借记",
    "d",
    "dr",
    "dbit",
    "debit",
    "out",
    "-",
}


def words(cell: Cell) -> str:
    """The cell as text, without what spreadsheets put around numbers that are none."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    plain = " ".join(unicodedata.normalize("NFKC", str(cell)).split())
    quoted = re.fullmatch(r'="?(.*?)"?', plain)
    return (quoted[1] if quoted else plain).lstrip("'").strip()


def day(cell: Cell) -> date | None:
    """The day that a cell says, none for an empty one; raises Unreadable."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    said = words(cell)
    if not said:
        return None
    found = _DAY.match(said) or _COMPACT.match(said)
    last = None if found else _DAY_LAST.match(said)
    try:
        if found:
            return _near(date(*map(int, found.groups())))
        if last:
            return _near(date(int(last[3]), int(last[2]), int(last[1])))
    except ValueError as error:
        raise Unreadable("The day “{value}” cannot be read.", said) from error
    raise Unreadable("The day “{value}” cannot be read.", said)


def amount(cell: Cell, currency: str) -> int | None:
    """The minor units that a cell says, none for an empty one; raises Unreadable rather than round."""
    if isinstance(cell, date | time):
        raise Unreadable("The amount “{value}” cannot be read.", str(cell))
    said = str(round(cell, 6)) if isinstance(cell, float) else _bare(words(cell))
    if said in {"", "-", "--"}:
        return None
    try:
        return to_minor(_decimal(said), currency)
    except (InvalidOperation, MoneyInexact) as error:
        raise Unreadable("The amount “{value}” cannot be read.", words(cell)) from error


def direction(cell: Cell) -> int | None:
    """1 where money came, -1 where it left, none for an empty cell; raises Unreadable."""
    said = words(cell).casefold()
    if not said:
        return None
    for sign, names in ((1, _IN), (-1, _OUT)):
        if said in names or said.strip("()[]方") in names:
            return sign
    raise Unreadable("Whether money came or left, “{value}” does not say.", said)


def _bare(said: str) -> str:
    return re.sub(r"(?i)[\s¥￥$€'’]|cny|rmb|元", "", said).replace("−", "-")


def _decimal(said: str) -> Decimal:
    sign = -1 if said.startswith("-") or said.endswith("-") or said.startswith("(") else 1
    plain = said.strip("+-()")
    if _EUROPEAN.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    if not _GROUPED.fullmatch(plain):
        raise InvalidOperation
    return sign * Decimal(plain.replace(",", ""))


def _near(found: date) -> date:
    if not clock.is_tellable(found):
        raise ValueError(found)
    return found
