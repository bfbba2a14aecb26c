"""The standing counters of links with everything that is to be said of each, and their rows by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_svc.media.models import Source
from events_svc.stats.ledger import Flag, Kind, Row, Standing, flags, standing
from events_svc.stats.metrics import GAUGES, HIGHEST, METRICS
from events_svc.stats.models import CounterSnapshot
from events_svc.stats.reading_models import CounterFile
from events_svc.text import Text

PAGE = 50
_COLUMNS = (
    "id", "source_id", "metric", "value", "definition", "method", "observed_at", "recorded_at",
    "author", "reason", "evidence", "raw_sha256", "corrects", "file_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counter:
    """What stands of one metric of a link; `standing` None: it was never anything but hidden."""

    source_id: int
    metric: str
    standing: Standing | None
    row: dict[str, Any]  # of the ledger: from which the value comes, else the newest
    rows: int

    @property
    def value(self) -> int | None:
        return self.standing.value if self.standing else None

    @property
    def is_hidden(self) -> bool:
        return self.standing is None or self.standing.is_hidden

    @property
    def has_fallen(self) -> bool:
        return self.standing is not None and self.standing.has_fallen

    @property
    def definition(self) -> Text:
        made: Text = self.row["definition"]
        return made

    @property
    def observed_at(self) -> datetime:
        at: datetime = self.row["observed_at"]
        return at


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the ledger as people read it."""

    row: CounterSnapshot
    flag: Flag | None
    is_corrected: bool
    file: str  # the name of its file


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of rows, and the id before which the next one begins."""

    entries: list[Entry]
    next: int | None


async def counters_of(source_ids: Sequence[int], *, until: datetime | None = None) -> list[Counter]:
    """Every counter of the links, by link and metric; `until`: as it stood then, from rows written by then."""
    kept = CounterSnapshot.filter(source_id__in=source_ids)
    if until is not None:
        kept = kept.filter(recorded_at__lte=until)
    by_counter: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in await kept.order_by("id").values(*_COLUMNS):
        by_counter.setdefault((row["source_id"], row["metric"]), []).append(row)
    order = [*METRICS]
    return [
        _counter(*key, by_counter[key])
        for key in sorted(by_counter, key=lambda key: (key[0], order.index(key[1])))
    ]


async def ledger(source: Source, *, before: int | None = None) -> Ledger:
    """A page of the link's ledger, the row that was written last first."""
    known = await CounterSnapshot.filter(source=source).values(
        "id", "metric", "value", "observed_at", "corrects"
    )
    flagged = _flagged(known)
    corrected = {row["corrects"] for row in known}
    page = CounterSnapshot.filter(source=source)
    if before is not None:
        page = page.filter(id__lt=before)
    found = await page.order_by("-id").limit(PAGE + 1)
    names = await _file_names([row.file_id for row in found if row.file_id])
    entries = [
        Entry(row, flagged.get(row.id), row.id in corrected, names.get(row.file_id or 0, ""))
        for row in found[:PAGE]
    ]
    return Ledger(entries, found[PAGE - 1].id if len(found) > PAGE else None)


def kind_of(metric: str) -> Kind:
    """How the metric moves."""
    if metric in GAUGES:
        return Kind.GAUGE
    return Kind.HIGHEST if metric in HIGHEST else Kind.TOTAL


def _counter(source_id: int, metric: str, found: list[dict[str, Any]]) -> Counter:
    stands = standing((_row(row) for row in found), kind=kind_of(metric))
    row = next((row for row in found if stands and row["id"] == stands.row_id), found[-1])
    return Counter(source_id, metric, stands, row, len(found))


def _flagged(known: Sequence[dict[str, Any]]) -> dict[int, Flag]:
    by_metric: dict[str, list[Row]] = {}
    for row in known:
        by_metric.setdefault(row["metric"], []).append(_row(row))
    made: dict[int, Flag] = {}
    for metric, rows in by_metric.items():
        made |= flags(rows, kind=kind_of(metric))
    return made


def _row(row: dict[str, Any]) -> Row:
    return Row(row["id"], row["value"], row["observed_at"], row["corrects"])


async def _file_names(ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    found = await CounterFile.filter(id__in=ids).values("id", "name")
    return {row["id"]: row["name"] for row in found}
