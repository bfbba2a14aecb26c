"""What is counted at most once: a viewer a day, a view an hour; and what is taken back from programs."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from events_svc.database import rows
from events_svc.database.bulk import insert_new
from events_svc.database.raw import day as day_of
from events_svc.database.raw import instant, places
from events_svc.stats.beats import instant as at
from events_svc.stats.beats import milliseconds
from events_svc.stats.models import View
from events_svc.stats.playing import Playing, Reached
from events_svc.stats.rolling_models import ViewerDay

HOUR_MS = 3_600_000


async def count_viewers(begun: Iterable[Playing]) -> list[Playing]:
    """Those of the playings that are the first of their viewer key, source and day."""
    first: dict[tuple[Any, ...], Playing] = {}
    for playing in begun:
        first.setdefault((playing.source_id, playing.day, playing.key, playing.is_bot), playing)
    names = ("source_id", "day", "viewer_key", "is_bot")
    records = [dict(zip(names, key, strict=True)) for key in sorted(first)]
    found = await insert_new(ViewerDay, records, returning=("source_id", "viewer_key", "is_bot"))
    new = {(row["source_id"], bytes(row["viewer_key"]), bool(row["is_bot"])) for row in found}
    return [p for p in first.values() if (p.source_id, p.key, p.is_bot) in new]


async def count_views(
    reached: Iterable[tuple[Playing, Reached]],
) -> list[tuple[Playing, Reached]]:
    """A view for each threshold reached, at most one per viewer key, source and hour: the new ones."""
    first: dict[tuple[Any, ...], tuple[Playing, Reached]] = {}
    for playing, one in sorted(reached, key=_when):  # who was first decides whether it was live
        hour = one.at_ms // HOUR_MS
        first.setdefault((playing.source_id, hour, playing.key, one.threshold), (playing, one))
    records = [_view(key, *first[key]) for key in sorted(first)]
    columns = ("source_id", "hour", "viewer_key", "threshold")
    found = await insert_new(View, records, returning=columns)
    return [first[_key(row)] for row in found]


def _when(one: tuple[Playing, Reached]) -> int:
    return one[1].at_ms


def _view(key: tuple[Any, ...], playing: Playing, reached: Reached) -> dict[str, Any]:
    source_id, hour, viewer_key, threshold = key
    return {
        "source_id": source_id,
        "hour": at(hour * HOUR_MS),
        "viewer_key": viewer_key,
        "threshold": threshold,
        "is_live": playing.is_live,
        "at": at(reached.at_ms),
    }


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    hour = milliseconds(instant(row["hour"])) // HOUR_MS
    return row["source_id"], hour, bytes(row["viewer_key"]), row["threshold"]


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
