"""How many different viewers: exact for a day and source, bounds across them, where they came from."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from events_svc.database import rows
from events_svc.database.at_once import among, listed
from events_svc.database.raw import day as day_of
from events_svc.stats import sketch
from events_svc.stats.sketch import Count

NAMED_FROM = 5  # viewers that are certain, before a country is named


@dataclass(slots=True)
class Bounds:
    """Different viewers of several days or sources: at least the largest one, at most the sum."""

    largest_day: int = 0
    sum_of_days: int = 0
    error: float | None = None  # of what was sketched: two standard deviations, as a share

    def add(self, count: Count) -> None:
        self.largest_day = max(self.largest_day, count.value)
        self.sum_of_days += count.value
        if count.error is not None:
            self.error = max(self.error or 0, count.error)

    def widen(self, other: "Bounds") -> None:
        """Take in the viewers of another source, who may be the same people."""
        self.largest_day = max(self.largest_day, other.largest_day)
        self.sum_of_days += other.sum_of_days
        if other.error is not None:
            self.error = max(self.error or 0, other.error)


@dataclass(frozen=True, slots=True)
class Day:
    """The viewers of a source on a day (UTC), all together and by what they watched."""

    source_id: int
    day: date
    all: Count
    live: Count
    replay: Count


async def days(source_ids: Collection[int]) -> list[Day]:
    """The viewers of each source and day. Programs are left out."""
    large = await _large(source_ids)
    return [
        *[day for day in await _exact(source_ids) if (day.source_id, day.day) not in large],
        *[await _sketched(source_id, day) for source_id, day in sorted(large)],
    ]


async def _large(source_ids: Collection[int]) -> set[tuple[int, date]]:
    """Where more keys came than are counted one by one."""
    if not sketch.is_there():
        return set()
    found = await rows(
        "SELECT source_id, day, COUNT(*) AS playings FROM watch WHERE NOT is_bot "  # noqa: S608 place holders only
        f"AND source_id {among(2, 'BIGINT')} GROUP BY source_id, day "
        "HAVING COUNT(*) > $1",
        [sketch.EXACT_UP_TO, listed(source_ids)],
    )
    return {(row["source_id"], day_of(row["day"])) for row in found}


async def _exact(source_ids: Collection[int]) -> list[Day]:
    found = await rows(
        'SELECT source_id, day, COUNT(*) AS "all", SUM(live) AS live, SUM(replay) AS replay FROM ('  # noqa: S608 place holders only
        "SELECT source_id, day, viewer_key, MAX(CASE WHEN is_live THEN 1 ELSE 0 END) AS live, "
        "MAX(CASE WHEN is_live THEN 0 ELSE 1 END) AS replay FROM watch "
        f"WHERE NOT is_bot AND source_id {among(1, 'BIGINT')} "
        "GROUP BY source_id, day, viewer_key) AS by_key GROUP BY source_id, day",
        [listed(source_ids)],
    )
    return [_day(row) for row in found]


def _day(row: dict[str, Any]) -> Day:
    counts = (Count(int(row[name])) for name in ("all", "live", "replay"))
    return Day(row["source_id"], day_of(row["day"]), *counts)


async def _sketched(source_id: int, day: date) -> Day:
    """The day in three sketches; exact where the keys turn out to be fewer than the playings were."""
    every, live, replay = sketch.Sketch(), sketch.Sketch(), sketch.Sketch()
    last_id = 0
    while page := await _page(source_id, day, last_id):
        for row in page:
            key = bytes(row["viewer_key"])
            every.update(key)
            (live if row["is_live"] else replay).update(key)
        last_id = page[-1]["id"]
    if every.count().value <= sketch.EXACT_UP_TO:
        return next(one for one in await _exact([source_id]) if one.day == day)
    return Day(source_id, day, every.count(), live.count(), replay.count())


async def _page(source_id: int, day: date, after_id: int) -> list[dict[str, Any]]:
    return await rows(
        "SELECT id, viewer_key, is_live FROM watch WHERE NOT is_bot AND source_id = $1 "
        "AND day = $2 AND id > $3 ORDER BY id LIMIT 20000",
        [source_id, day, after_id],
    )


@dataclass(frozen=True, slots=True)
class Origins:
    """Viewers by country or class of referrer, the most first; `rest` those that are not named."""

    named: list[tuple[str, Bounds]] = field(default_factory=list)
    rest: Bounds = field(default_factory=Bounds)

    @property
    def are_known(self) -> bool:
        return bool(self.named)


async def countries(source_ids: Collection[int]) -> Origins:
    """By country, named only where five different viewers of a day and source are certain."""
    return _named(await _by("country", source_ids), at_least=NAMED_FROM)


async def referrers(source_ids: Collection[int]) -> Origins:
    """By class of the referring site."""
    return _named(await _by("referrer", source_ids), at_least=0)


async def _by(
    column: Literal["country", "referrer"], source_ids: Collection[int]
) -> dict[str, Bounds]:
    if not source_ids:
        return {}
    found = await rows(
        f"SELECT {column} AS name, COUNT(DISTINCT viewer_key) AS viewers FROM watch "  # noqa: S608 a literal and place holders
        f"WHERE NOT is_bot AND source_id {among(1, 'BIGINT')} "
        f"GROUP BY {column}, source_id, day",
        [listed(source_ids)],
    )
    made: dict[str, Bounds] = {}
    for row in found:
        made.setdefault(row["name"], Bounds()).add(Count(row["viewers"]))
    return made


def _named(found: dict[str, Bounds], *, at_least: int) -> Origins:
    rest = Bounds()
    named: list[tuple[str, Bounds]] = []
    for name, bounds in found.items():
        if name and bounds.largest_day >= at_least:
            named.append((name, bounds))
        else:
            rest.widen(bounds)
    return Origins(sorted(named, key=lambda one: (-one[1].sum_of_days, one[0])), rest)


def together(bounds: Iterable[Bounds]) -> Bounds:
    """The bounds over several sources."""
    made = Bounds()
    for one in bounds:
        made.widen(one)
    return made
