"""Playings as rows: read under lock, made, written back; the only SQL of the hot path.

One statement for all playings of a commit. On SQLite the rows come as one JSON text: its module takes the
interpreter's lock anew for each row, and a busy event loop gives it back only every 5 ms.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from events_svc.database import execute, is_postgres, raw, rows
from events_svc.database.bulk import insert_new
from events_svc.stats.beats import Beat, instant, milliseconds
from events_svc.stats.models import Watch
from events_svc.stats.playing import Playing, Watched

Key = tuple[str, int]  # sid, source_id

_COLUMNS = {
    "id": "bigint",
    "last_at": "timestamptz",
    "last_sn": "bigint",
    "state": "text",
    "rate": "float8",
    "playhead_ms": "bigint",
    "credited_ms": "bigint",
    "coverage": "bytea",
    "unique_seconds": "int",
    "span_started_at": "timestamptz",
    "spans": "bytea",
    "is_bot": "bool",
    "has_played": "bool",
    "gap_ms": "bigint",
    "even_beats": "int",
    "still_beats": "int",
}
_FIXED = ("sid", "source_id", "day", "viewer_key", "is_live", "started_at", "referrer", "country")
_BINARY = {"viewer_key", "coverage", "spans"}
_READ = [*_COLUMNS, *_FIXED]


async def locked(keys: Iterable[Key], day: date) -> dict[Key, Playing]:
    """The playings of `keys` that began on `day` or the day before, held until the transaction ends.

    They are locked in the order of `sid`, so that two processes cannot wait for each other.
    """
    wanted = {*keys}
    sids = sorted({sid for sid, _ in wanted})
    since = day - timedelta(days=1)
    found = await (_read_postgres if is_postgres() else _read_sqlite)(sids, since)
    playings = [_playing(row) for row in found]
    return {(p.sid, p.source_id): p for p in playings if (p.sid, p.source_id) in wanted}


async def _read_postgres(sids: Sequence[str], since: date) -> Iterable[dict[str, Any]]:
    return await rows(
        f"SELECT {', '.join(_READ)} FROM watch WHERE sid = ANY($1::text[]) AND day >= $2 "  # noqa: S608 our columns
        "ORDER BY sid, source_id, day FOR UPDATE",
        [sids, since],
    )


async def _read_sqlite(sids: Sequence[str], since: date) -> Iterable[dict[str, Any]]:
    told = ", ".join(f"hex({name})" if name in _BINARY else name for name in _READ)
    found = await rows(
        f"SELECT json_group_array(json_array({told})) AS told FROM watch "  # noqa: S608 our columns
        "WHERE sid IN (SELECT value FROM json_each($1)) AND day >= $2",
        [msgspec.json.encode(sids).decode(), since],
    )
    return [dict(zip(_READ, row, strict=True)) for row in msgspec.json.decode(found[0]["told"])]


async def begin(firsts: Sequence[tuple[Beat, Watched]]) -> None:
    """A row without credit for each first beat, unless another process has just made it."""
    await insert_new(Watch, [_blank(beat, watched) for beat, watched in firsts])


async def store(playings: Collection[Playing]) -> None:
    """Write the locked playings back."""
    if not playings:
        return
    values = [_values(playing) for playing in playings]
    if is_postgres():
        await execute(_update_postgres(), [*zip(*values, strict=True)])
    else:
        await execute(_update_sqlite(len(values)), [one for row in values for one in row])


@lru_cache(maxsize=1)
def _update_postgres() -> str:
    arrays = ", ".join(f"${n}::{kind}[]" for n, kind in enumerate(_COLUMNS.values(), 1))
    changes = ", ".join(f"{name} = v.{name}" for name in _COLUMNS if name != "id")
    return (
        f"UPDATE watch SET {changes} FROM unnest({arrays}) AS v({', '.join(_COLUMNS)}) "  # noqa: S608 our columns
        "WHERE watch.id = v.id"
    )


@lru_cache(maxsize=1000)
def _update_sqlite(count: int) -> str:
    width = len(_COLUMNS)
    each = (f"({raw.places(_COLUMNS, after=row * width)})" for row in range(count))
    changes = ", ".join(
        f"{name} = v.column{n}" for n, name in enumerate(_COLUMNS, 1) if name != "id"
    )
    return (
        f"UPDATE watch SET {changes} FROM (VALUES {', '.join(each)}) AS v "  # noqa: S608 our columns
        "WHERE watch.id = v.column1"
    )


def _values(p: Playing) -> list[Any]:
    return [
        p.id,
        instant(p.last_ms),
        p.last_sn,
        p.state,
        p.rate,
        p.playhead_ms,
        p.credited_ms,
        p.coverage,
        p.unique_seconds,
        instant(p.span_started_ms),
        p.spans,
        p.is_bot,
        p.has_played,
        p.gap_ms,
        p.even_beats,
        p.still_beats,
    ]


def _blank(beat: Beat, watched: Watched) -> dict[str, Any]:
    return {
        "sid": beat.sid,
        "source_id": beat.source_id,
        "day": beat.at.date(),
        "viewer_key": beat.key,
        "is_live": watched.is_live(beat.at),
        "is_bot": beat.is_bot,
        "started_at": beat.at,
        "last_at": beat.at,
        "last_sn": 0,
        "state": "",
        "rate": 1.0,
        "playhead_ms": 0,
        "credited_ms": 0,
        "coverage": b"",
        "unique_seconds": 0,
        "span_started_at": beat.at,
        "spans": b"",
        "referrer": beat.referrer,
        "country": beat.country,
        "has_played": False,
        "gap_ms": 0,
        "even_beats": 0,
        "still_beats": 0,
    }


def _playing(row: dict[str, Any]) -> Playing:
    return Playing(
        id=row["id"],
        sid=row["sid"],
        source_id=row["source_id"],
        day=raw.day(row["day"]),
        key=_bytes(row["viewer_key"]),
        is_live=bool(row["is_live"]),
        is_bot=bool(row["is_bot"]),
        started_ms=milliseconds(raw.instant(row["started_at"])),
        last_ms=milliseconds(raw.instant(row["last_at"])),
        last_sn=row["last_sn"],
        state=row["state"],
        rate=row["rate"],
        playhead_ms=row["playhead_ms"],
        credited_ms=row["credited_ms"],
        coverage=_bytes(row["coverage"]),
        unique_seconds=row["unique_seconds"],
        span_started_ms=milliseconds(raw.instant(row["span_started_at"])),
        spans=_bytes(row["spans"]),
        has_played=bool(row["has_played"]),
        gap_ms=row["gap_ms"],
        even_beats=row["even_beats"],
        still_beats=row["still_beats"],
        referrer=row["referrer"],
        country=row["country"],
    )


def _bytes(value: bytes | str) -> bytes:
    return bytes.fromhex(value) if isinstance(value, str) else value
