"""The first line of a table of readings, and its lines as cells. Pure."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from events_svc.stats import table_faults as faults
from events_svc.stats.metrics import METRICS
from events_svc.stats.notices import FIGURES
from events_svc.stats.table_faults import TableWrong, Wrong

MOST_BYTES = 600_000
MOST_LINES = 2_000

_NAMES = {
    "source": {"source", "link", "id", "链接编号", "编号"},
    "url": {"url", "address", "链接", "地址", "网址"},
    "metric": {"metric", "figure", "指标", "数字"},
    "value": {"value", "count", "数值", "数量"},
    "read_at": {"read_at", "read", "observed_at", "time", "date", "读取时间", "时间", "日期"},
    "evidence": {"evidence", "证据", "凭证"},
    "reason": {"reason", "note", "说明", "备注"},
}


@dataclass(frozen=True, slots=True)
class Head:
    """Where each column stands; `figures`: place, name and metric of the wide ones."""

    places: dict[str, int]
    names: list[str]
    figures: list[tuple[int, str, str]]


def head_of(cells: Sequence[str]) -> Head:
    """The columns by the names in the first line; raises TableWrong when one is missing."""
    places: dict[str, int] = {}
    figures = []
    for place, name in enumerate(cells):
        key = name.strip().lower()
        known = next((column for column, names in _NAMES.items() if key in names), None)
        if known is not None:
            places.setdefault(known, place)
        elif metric := metric_of(key):
            figures.append((place, name, metric))
    if not places.keys() & {"source", "url"}:
        raise TableWrong([Wrong(1, "source", faults.NO_LINK)])
    if "read_at" not in places:
        raise TableWrong([Wrong(1, "read_at", faults.NO_TIME)])
    if "value" not in places and not figures:
        raise TableWrong([Wrong(1, "value", faults.NO_VALUE)])
    return Head(places, [*cells], figures)


def metric_of(name: str) -> str | None:
    """The metric of that name: our key or words for it, or a platform's."""
    for metric, words in METRICS.items():
        if name in {metric, *(one.lower() for one in words.values())}:
            return metric
    return next((named[name] for named in FIGURES.values() if name in named), None)


def rows_of(raw: bytes) -> list[tuple[int, list[str]]]:
    """The lines with their numbers, blank ones left out; raises TableWrong."""
    if len(raw) > MOST_BYTES:
        raise TableWrong([Wrong(1, "", faults.TOO_LONG)])
    text = _decoded(raw)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((reader.line_num, [cell.strip() for cell in cells]))
    except csv.Error as error:
        raise TableWrong([Wrong(reader.line_num, "", faults.NO_TABLE)]) from error
    if len(found) < 2:
        raise TableWrong([Wrong(1, "", faults.NO_TABLE)])
    if len(found) > MOST_LINES + 1:
        raise TableWrong([Wrong(MOST_LINES + 2, "", faults.TOO_LONG)])
    return found


def _decoded(raw: bytes) -> str:
    """UTF-8 with or without a mark, or what Chinese spreadsheets write."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableWrong([Wrong(1, "", faults.NO_TABLE)])
