"""What is counted at most once: a viewer a day, a view an hour; and what is taken back from programs."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from events_svc.database import rows
from events_svc.database.raw import day as day_of
from events_svc.database.raw import instant, places
from events_svc.stats.beats import milliseconds
from events_svc.stats.once import Once
from events_svc.stats.playing import Playing, Reached
from events_svc.stats.turns import in_turns

HOUR_MS = 3_600_000
_DAY_MS = 24 * HOUR_MS


async def count_viewers(begun: Sequence[Playing]) -> list[Playing]:
    """Those of the playings that are the first of their viewer key, source and day."""
    first: dict[tuple[Any, ...], Playing] = {}
    async for part in in_turns(begun):
        for playing in part:
            day_ms = playing.started_ms // _DAY_MS * _DAY_MS
            first.setdefault((playing.source_id, day_ms, playing.key, playing.is_bot), playing)
    keys = sorted(first)
    made = await _VIEWERS.insert_new([(n, *key) for n, key in enumerate(keys)])
    return [first[keys[n]] for n in made]


_VIEWERS = Once(
    "viewer_day",
    {"source_id": "bigint", "day_ms": "bigint", "viewer_key": "bytea", "is_bot": "bool"},
    {
        "source_id": "v.source_id",
        "day": "day_of(v.day_ms)",
        "viewer_key": "v.viewer_key",
        "is_bot": "v.is_bot",
    },
    unique=("source_id", "day", "viewer_key", "is_bot"),
)


async def count_views(
    reached: Sequence[tuple[Playing, Reached]],
) -> list[tuple[Playing, Reached]]:
    """A view for each threshold reached, at most one per viewer key, source and hour: the new ones."""
    first: dict[tuple[Any, ...], tuple[Playing, Reached]] = {}
    async for part in in_turns(
        sorted(reached, key=_when)
    ):  # who was first decides whether it was live
        for playing, one in part:
            hour_ms = one.at_ms // HOUR_MS * HOUR_MS
            key = (playing.source_id, hour_ms, playing.key, one.threshold)
            first.setdefault(key, (playing, one))
    keys = sorted(first)
    values: list[tuple[Any, ...]] = []
    async for some in in_turns(keys):
        for key in some:
            playing, one = first[key]
            values.append((len(values), *key, playing.is_live, one.at_ms))
    return [first[keys[n]] for n in await _VIEWS.insert_new(values)]


def _when(one: tuple[Playing, Reached]) -> int:
    return one[1].at_ms


_VIEWS = Once(
    "view",
    {
        "source_id": "bigint",
        "hour_ms": "bigint",
        "viewer_key": "bytea",
        "threshold": "smallint",
        "is_live": "bool",
        "at_ms": "bigint",
    },
    {
        "source_id": "v.source_id",
        "hour": "hour_of(v.hour_ms)",
        "viewer_key": "v.viewer_key",
        "threshold": "v.threshold",
        "is_live": "v.is_live",
        "at": "time_of(v.at_ms)",
    },
    unique=("source_id", "hour", "viewer_key", "threshold"),
)


async def take_back(unmasked: Sequence[Playing]) -> list[tuple[Playing, Reached]]:
    """The views of viewers who turned out to be programs and nothing else; they are gone."""
    taken: list[tuple[Playing, Reached]] = []
    for playing in unmasked:
        hours = _hours(playing)
        found = await rows(
            'DELETE FROM "view" WHERE source_id = $1 AND viewer_key = $2 AND '  # noqa: S608 our words
            f"hour IN ({places(hours, after=2)}) AND {_NOBODY_ELSE} RETURNING threshold, at",
            [playing.source_id, playing.key, *hours],
        )
        taken += [(playing, _reached(row)) for row in found]
    return taken


def _hours(playing: Playing) -> list[datetime]:
    """All hours in which a key of the playing's day can have a view: by them and the key the index finds it."""
    first = datetime.combine(day_of(playing.day), time(), UTC)
    count = (playing.last_ms - milliseconds(first)) // HOUR_MS + 1
    return [first + timedelta(hours=number) for number in range(count)]


async def take_back_viewers(unmasked: Sequence[Playing]) -> list[Playing]:
    """Those of the unmasked whose viewer is no longer one of that day."""
    taken = []
    for playing in unmasked:
        found = await rows(
            "DELETE FROM viewer_day WHERE source_id = $1 AND viewer_key = $2 AND day = $3 "  # noqa: S608 our words
            f"AND NOT is_bot AND {_NOBODY_ELSE} RETURNING id",
            [playing.source_id, playing.key, playing.day],
        )
        taken += [playing] * bool(found)
    return taken


def _reached(row: dict[str, Any]) -> Reached:
    return Reached(row["threshold"], milliseconds(instant(row["at"])))


_NOBODY_ELSE = (
    "NOT EXISTS (SELECT 1 FROM watch WHERE watch.source_id = $1 AND watch.viewer_key = $2 "
    "AND NOT watch.is_bot)"
)
