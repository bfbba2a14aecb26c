"""Playings as rows: read under lock, made, written back; the only SQL of the hot path."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from events_svc.database import execute_many, is_postgres, raw, rows
from events_svc.stats.beats import Beat
from events_svc.stats.coverage import seconds
from events_svc.stats.playing import Playing, Reached, Watched

Key = tuple[str, int]  # sid, source_id

_COLUMNS = (
    "id, sid, source_id, day, viewer_key, is_live, is_bot, started_at, last_at, last_sn, state, "
    "rate, playhead_ms, credited_ms, coverage, span_started_at, spans"
)


async def locked(keys: Iterable[Key], day: date) -> dict[Key, Playing]:
    """The playings of `keys` that began on `day` or the day before, held until the transaction ends.

    They are locked in the order of `sid`, so that two processes cannot wait for each other.
    """
    wanted = {*keys}
    sids = sorted({sid for sid, _ in wanted})
    found = await rows(
        f"SELECT {_COLUMNS} FROM watch WHERE day >= $1 AND sid IN ({raw.places(sids, after=1)}) "  # noqa: S608 place holders only
        f"ORDER BY sid, source_id, day{' FOR UPDATE' if is_postgres() else ''}",
        [day - timedelta(days=1), *sids],
    )
    playings = [_playing(row) for row in found]
    return {(p.sid, p.source_id): p for p in playings if (p.sid, p.source_id) in wanted}


async def begin(firsts: Sequence[tuple[Beat, Watched]]) -> None:
    """A row without credit for each first beat, unless another process has just made it."""
    values = [_blank(beat, watched) for beat, watched in firsts]
    await execute_many(
        "INSERT INTO watch (sid, source_id, day, viewer_key, is_live, is_bot, started_at, last_at, "
        "last_sn, state, rate, playhead_ms, credited_ms, coverage, unique_seconds, span_started_at, "
        "spans, referrer) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 0, '', 1.0, 0, 0, $8, 0, $7, $8, 'direct') "
        "ON CONFLICT (sid, source_id, day) DO NOTHING",
        values,
    )


async def store(playings: Iterable[Playing]) -> None:
    """Write the locked playings back."""
    values = [
        [
            p.id,
            p.last_at,
            p.last_sn,
            p.state,
            p.rate,
            p.playhead_ms,
            p.credited_ms,
            p.coverage,
            seconds(p.coverage),
            p.span_started_at,
            p.spans,
        ]
        for p in playings
    ]
    await execute_many(
        "UPDATE watch SET last_at = $2, last_sn = $3, state = $4, rate = $5, playhead_ms = $6, "
        "credited_ms = $7, coverage = $8, unique_seconds = $9, span_started_at = $10, spans = $11 "
        "WHERE id = $1",
        values,
    )


async def count_views(reached: Iterable[tuple[Playing, Reached]]) -> None:
    """A view for each threshold reached: at most one per viewer key, source and hour."""
    values = sorted(_view(playing, threshold) for playing, threshold in reached)
    await execute_many(
        'INSERT INTO "view" (source_id, hour, viewer_key, threshold, is_live, at) '
        "VALUES ($1, $2, $3, $4, $5, $6) "
        "ON CONFLICT (source_id, hour, viewer_key, threshold) DO NOTHING",
        values,
    )


def _blank(beat: Beat, watched: Watched) -> list[Any]:
    is_live = watched.is_live(beat.at)
    return [beat.sid, beat.source_id, beat.at.date(), beat.key, is_live, beat.is_bot, beat.at, b""]


def _view(playing: Playing, reached: Reached) -> list[Any]:
    hour = reached.at.replace(minute=0, second=0, microsecond=0)
    key = [playing.source_id, hour, playing.key, reached.threshold]
    return [*key, playing.is_live, reached.at]


def _playing(row: dict[str, Any]) -> Playing:
    return Playing(
        id=row["id"],
        sid=row["sid"],
        source_id=row["source_id"],
        day=raw.day(row["day"]),
        key=bytes(row["viewer_key"]),
        is_live=bool(row["is_live"]),
        is_bot=bool(row["is_bot"]),
        started_at=raw.instant(row["started_at"]),
        last_at=raw.instant(row["last_at"]),
        last_sn=row["last_sn"],
        state=row["state"],
        rate=row["rate"],
        playhead_ms=row["playhead_ms"],
        credited_ms=row["credited_ms"],
        coverage=bytes(row["coverage"]),
        span_started_at=raw.instant(row["span_started_at"]),
        spans=bytes(row["spans"]),
    )
