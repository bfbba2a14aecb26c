"""Text in columns, pasted or saved: commas, semicolons or tabs; UTF-8, UTF-16 or the GB 18030 of Excel."""

import csv
from io import StringIO

from events_svc.schedule.importing.errors import Place, refused
from events_svc.schedule.importing.sheets import Row, Sheet

MOST_LINES = 100_000
MOST_COLUMNS = 200
LONGEST_CELL = 200_000
_SEPARATORS = "\t,;|，"


def sheets(raw: bytes) -> list[Sheet]:
    """The one table of a text; raises FileRefused with the line."""
    written, encoding = decoded(raw)
    if written.count("\n") > MOST_LINES:
        raise refused("The file has too many lines.")
    if "\0" in written:
        raise refused(
            "This is no text.", place=Place(written[: written.index("\0")].count("\n") + 1)
        )
    separator = _separator(written)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(StringIO(written, newline=""), delimiter=separator)
    rows: list[Row] = []
    try:
        begun = 1
        for cells in reader:
            rows.append(Row(begun, [cell.strip() for cell in cells[:MOST_COLUMNS]]))
            begun = reader.line_num + 1
    except csv.Error as error:
        place = Place(reader.line_num)
        raise refused("The line cannot be read: {value}", str(error), place) from error
    return [Sheet("", rows, encoding if encoding == "GB 18030" else "")]


def decoded(raw: bytes) -> tuple[str, str]:
    """The text and its encoding; what begins as UTF-8 and then breaks is refused with its line."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _as(raw, "utf-16"), "UTF-16"
    try:
        return raw.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode()
        # Two octets of GB 18030 are often a letter of UTF-8, three of them never three Chinese ones.
        if any(letter > "\u07ff" for letter in before):
            place = Place(before.count("\n") + 1)
            raise refused("This is no UTF-8.", place=place) from error
    return _as(raw, "gb18030"), "GB 18030"


def _as(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        place = Place(raw[: error.start].count(b"\n") + 1)
        raise refused("This is no text.", place=place) from error


def _separator(written: str) -> str:
    """The one that parts most lines of the beginning; a tab wins where there is one in every line."""
    lines = [line for line in written[:20_000].splitlines()[:50] if line.strip()]
    counts = {one: sum(1 for line in lines if one in line) for one in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda one: (counts[one], -_SEPARATORS.index(one)))
    return best if counts[best] else ","
