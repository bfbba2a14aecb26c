"""Playings as rows: read under lock, made, written back; the only SQL of the hot path.

One statement for all playings of a commit, in the order of their ids, which is that of their pages: half as
many are written. On SQLite the rows come as one JSON text: its module takes the interpreter's lock anew for
each row, and a busy event loop gives it back only every 5 ms.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any

import msgspec

from events_svc.database import execute, is_postgres, rows, tuples
from events_svc.database.raw import Step
from events_svc.stats.beats import Beat
from events_svc.stats.once import Once
from events_svc.stats.playing import SELDOM, Playing, Watched
from events_svc.stats.turns import in_turns, slices

Key = tuple[str, int]  # sid, source_id
Changed = tuple[Key, Playing, object]  # and what its beats did, which is not written here

# What a beat changes, and its type; times are kept as such, and reckoned with in milliseconds.
_COLUMNS = {
    "id": "bigint",
    "last_at": "bigint",
    "last_sn": "bigint",
    "state": "text",
    "rate": "float8",
    "playhead_ms": "bigint",
    "credited_ms": "bigint",
    "coverage": "bytea",
    "unique_seconds": "int",
    "span_started_at": "bigint",
    "spans": "bytea",
    "is_bot": "bool",
    "has_played": "bool",
    "gap_ms": "bigint",
    "even_beats": "int",
    "still_beats": "int",
}
_KNOWN = {"read_sn": "bigint", "sid": "text"}  # by which a row is known to be as it was left
_FIXED = ("source_id", "viewer_key", "is_live", "started_at", "referrer", "country")
_BINARY = ("viewer_key", "coverage", "spans")
_MILLISECONDS = {"last_at": "last_ms", "span_started_at": "span_started_ms"}
_READ = (*_COLUMNS, *_FIXED)
_PLACES = [_READ.index(name) for name in _BINARY]
_SOURCE = _READ.index("source_id")
AT_ONCE = 400  # playings that are read from one text, or written in one statement of PostgreSQL


async def locked(keys: Iterable[Key], day: date) -> dict[Key, Playing]:
    """The playings of `keys` that began on `day` or the day before, held until the transaction ends.

    They are locked in the order in which they are written, so that two processes cannot wait for each other.
    """
    wanted, playings = {*keys}, dict[Key, Playing]()
    sids = sorted({sid for sid, _ in wanted})
    since = day - timedelta(days=1)
    async for part in (_read_postgres if is_postgres() else _read_sqlite)(sids, since):
        for row in part:
            key = (row[-1], row[_SOURCE])
            if key in wanted:
                playings[key] = _playing(row)
    return playings


def _playing(row: Sequence[Any]) -> Playing:
    playing = Playing(*row[:-1])
    playing.read_sn = playing.last_sn
    return playing


async def _read_postgres(
    sids: Sequence[str], since: date
) -> AsyncIterator[Iterable[Sequence[Any]]]:
    async for part in in_turns(await tuples(_SELECT_POSTGRES, [sids, since])):
        yield part


def _told_postgres(name: str) -> str:
    return f"(EXTRACT(EPOCH FROM {name}) * 1000)::bigint" if name.endswith("_at") else name


_SELECT_POSTGRES = (
    f"SELECT {', '.join(map(_told_postgres, _READ))}, sid FROM watch "  # noqa: S608 our columns
    "WHERE sid = ANY($1::text[]) AND day >= $2 ORDER BY id FOR UPDATE"
)


async def _read_sqlite(sids: Sequence[str], since: date) -> AsyncIterator[Iterable[Sequence[Any]]]:
    for some in slices(sids, AT_ONCE):
        found = await rows(_SELECT_SQLITE, [msgspec.json.encode(some).decode(), since])
        async for part in in_turns(msgspec.json.decode(found[0]["told"])):
            for row in part:
                for place in _PLACES:
                    row[place] = bytes.fromhex(row[place])
            yield part


def _told_sqlite(name: str) -> str:
    if name.endswith("_at"):
        return f"CAST(ROUND((julianday({name}) - 2440587.5) * 86400000) AS INTEGER)"
    return f"hex({name})" if name in _BINARY else name


_SELECT_SQLITE = (
    f"SELECT json_group_array(json_array({', '.join(map(_told_sqlite, _READ))}, sid)) AS told "  # noqa: S608 our columns
    "FROM watch WHERE sid IN (SELECT value FROM json_each($1)) AND day >= $2"
)


async def begin(firsts: Sequence[tuple[Beat, Watched]]) -> None:
    """A row without credit for each first beat, unless another process has just made it."""
    blank: list[tuple[Any, ...]] = []
    async for part in in_turns(firsts):
        blank += [_blank(beat, watched) for beat, watched in part]
    await _BLANK.insert(blank)


async def store(usual: Sequence[Changed], unusual: Sequence[Changed]) -> int:
    """Write the playings back whose rows are still as they were left; how many that were.

    Of the unusual all that beats may change, of the others what most beats change: half as many values.
    """
    return await _store(usual, _USUAL) + await _store(unusual, _WHOLE)


async def _store(changed: Sequence[Changed], shape: "_Shape") -> int:
    values: list[Any] = []
    async for part in in_turns(changed):
        values += _values(part, shape)
    if not values:
        return 0
    if is_postgres():
        return await _write_postgres(shape, values)
    step = _step(shape, values)
    return await execute(step.sql, step.values)


def usual(changed: Iterable[Changed]) -> list[Any]:
    """The values of playings in the midst of watching, for `store_usual` or `usual_step`, some after others."""
    return _values(changed, _USUAL)


async def store_usual(values: list[Any]) -> int:
    """Write on PostgreSQL what most beats change; how many rows were still as they were left."""
    return await _write_postgres(_USUAL, values)


def usual_step(values: list[Any]) -> Step:
    """The same on SQLite, as a step of a transaction that has others."""
    return _step(_USUAL, values)


def _values(changed: Iterable[Changed], shape: "_Shape") -> list[Any]:
    values: list[Any] = []
    for key, playing, _ in changed:
        values += shape.values(playing)
        values.append(key[0])
    return values


class _Shape:
    """Columns that are written together, then those by which a row is known to be as it was left."""

    def __init__(self, columns: Iterable[str]) -> None:
        self.changed = [name for name in columns if name != "id"]
        self.names = ["id", *self.changed, *_KNOWN]
        attributes = [_MILLISECONDS.get(name, name) for name in self.names if name != "sid"]
        self.values: Callable[[Playing], tuple[Any, ...]] = attrgetter(*attributes)

    def update(self, values: str, column: Callable[[str], str], time: str) -> str:
        """The statement that writes them from the rows of `values`."""
        changes = (
            f"{name} = {time.format(column(name)) if name.endswith('_at') else column(name)}"
            for name in self.changed
        )
        return (
            f"UPDATE watch SET {', '.join(changes)} FROM {values} WHERE watch.id = {column('id')} "  # noqa: S608 our columns
            f"AND watch.last_sn = {column('read_sn')} AND watch.sid = {column('sid')}"
        )


_WHOLE = _Shape(_COLUMNS)
_USUAL = _Shape(name for name in _COLUMNS if _MILLISECONDS.get(name, name) not in SELDOM)


async def _write_postgres(shape: _Shape, values: list[Any]) -> int:
    """(asyncpg looks at each value of an array twice, all of a statement in one go.)"""
    width, count = len(shape.names), 0
    for some in slices(values, width * AT_ONCE):
        count += await execute(_update_postgres(shape), [some[n::width] for n in range(width)])
    return count


@lru_cache
def _update_postgres(shape: _Shape) -> str:
    kinds = {**_COLUMNS, **_KNOWN}
    arrays = (f"${n}::{kinds[name]}[]" for n, name in enumerate(shape.names, 1))
    values = f"unnest({', '.join(arrays)}) AS v({', '.join(shape.names)})"
    return shape.update(values, "v.{}".format, "to_timestamp({} / 1000.0)")


def _step(shape: _Shape, values: list[Any]) -> Step:
    width = len(shape.names)
    count = len(values) // width
    places = 1 << (count - 1).bit_length()  # of few sizes: a statement is parsed once for each
    return Step(_update_sqlite(shape, places), values + [None] * (width * (places - count)), count)


@lru_cache
def _update_sqlite(shape: _Shape, count: int) -> str:
    each = f"({', '.join('?' * len(shape.names))})"
    return shape.update(
        f"(VALUES {', '.join([each] * count)}) AS v",
        lambda name: f"v.column{shape.names.index(name) + 1}",
        "strftime('%Y-%m-%d %H:%M:%f000+00:00', {} / 1000.0, 'unixepoch')",
    )


def _blank(beat: Beat, watched: Watched) -> tuple[Any, ...]:
    """(0: nobody asks for its number.)"""
    is_live = watched.is_live(beat.at)
    said = (beat.is_bot, beat.at_ms, beat.referrer, beat.country)
    return (0, beat.sid, beat.source_id, beat.key, is_live, *said)


_BLANK = Once(
    "watch",
    {
        "sid": "text",
        "source_id": "bigint",
        "viewer_key": "bytea",
        "is_live": "bool",
        "is_bot": "bool",
        "at_ms": "bigint",
        "referrer": "text",
        "country": "text",
    },
    {
        "sid": "v.sid",
        "source_id": "v.source_id",
        "day": "day_of(v.at_ms)",
        "viewer_key": "v.viewer_key",
        "is_live": "v.is_live",
        "is_bot": "v.is_bot",
        "started_at": "time_of(v.at_ms)",
        "last_at": "time_of(v.at_ms)",
        "last_sn": "0",
        "state": "''",
        "rate": "1.0",
        "playhead_ms": "0",
        "credited_ms": "0",
        "coverage": "bytes_of('')",
        "unique_seconds": "0",
        "span_started_at": "time_of(v.at_ms)",
        "spans": "bytes_of('')",
        "referrer": "v.referrer",
        "country": "v.country",
        "has_played": "FALSE",
        "gap_ms": "0",
        "even_beats": "0",
        "still_beats": "0",
    },
    unique=("sid", "source_id", "day"),
)
