"""Playings as rows: read under lock, made, written back; the only SQL of the hot path.

One statement for all playings of a commit, in the order of their ids, which is that of their pages: half as
many are written. On SQLite the rows come as one JSON text: its module takes the interpreter's lock anew for
each row, and a busy event loop gives it back only every 5 ms.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any

import msgspec

from events_svc.database import execute, is_postgres, raw, rows, tuples
from events_svc.database.bulk import insert_new
from events_svc.stats.beats import Beat
from events_svc.stats.models import Watch
from events_svc.stats.playing import SELDOM, Playing, Watched

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


async def locked(keys: Iterable[Key], day: date) -> dict[Key, Playing]:
    """The playings of `keys` that began on `day` or the day before, held until the transaction ends.

    They are locked in the order in which they are written, so that two processes cannot wait for each other.
    """
    wanted = {*keys}
    sids = sorted({sid for sid, _ in wanted})
    since = day - timedelta(days=1)
    found = await (_read_postgres if is_postgres() else _read_sqlite)(sids, since)
    return {key: _playing(row) for row in found if (key := (row[-1], row[_SOURCE])) in wanted}


def _playing(row: Sequence[Any]) -> Playing:
    playing = Playing(*row[:-1])
    playing.read_sn = playing.last_sn
    return playing


async def _read_postgres(sids: Sequence[str], since: date) -> Iterable[Sequence[Any]]:
    return await tuples(_SELECT_POSTGRES, [sids, since])


def _told_postgres(name: str) -> str:
    return f"(EXTRACT(EPOCH FROM {name}) * 1000)::bigint" if name.endswith("_at") else name


_SELECT_POSTGRES = (
    f"SELECT {', '.join(map(_told_postgres, _READ))}, sid FROM watch "  # noqa: S608 our columns
    "WHERE sid = ANY($1::text[]) AND day >= $2 ORDER BY id FOR UPDATE"
)


async def _read_sqlite(sids: Sequence[str], since: date) -> Iterable[Sequence[Any]]:
    found = await rows(_SELECT_SQLITE, [msgspec.json.encode(sids).decode(), since])
    made = msgspec.json.decode(found[0]["told"])
    for row in made:
        for place in _PLACES:
            row[place] = bytes.fromhex(row[place])
    return made  # type: ignore[no-any-return]  # lists of columns


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
    await insert_new(Watch, [_blank(beat, watched) for beat, watched in firsts])


async def store(usual: Iterable[Changed], unusual: Iterable[Changed]) -> int:
    """Write the playings back whose rows are still as they were left; how many that were.

    Of the unusual all that beats may change, of the others what most beats change: half as many values.
    """
    return await _store(usual, _USUAL) + await _store(unusual, _WHOLE)


async def _store(changed: Iterable[Changed], shape: "_Shape") -> int:
    values: list[Any] = []
    for key, playing, _ in changed:
        values += shape.values(playing)
        values.append(key[0])
    if not values:
        return 0
    return await (_write_postgres if is_postgres() else _write_sqlite)(shape, values)


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
    width = len(shape.names)
    return await execute(_update_postgres(shape), [values[n::width] for n in range(width)])


@lru_cache
def _update_postgres(shape: _Shape) -> str:
    kinds = {**_COLUMNS, **_KNOWN}
    arrays = (f"${n}::{kinds[name]}[]" for n, name in enumerate(shape.names, 1))
    values = f"unnest({', '.join(arrays)}) AS v({', '.join(shape.names)})"
    return shape.update(values, "v.{}".format, "to_timestamp({} / 1000.0)")


async def _write_sqlite(shape: _Shape, values: list[Any]) -> int:
    width = len(shape.names)
    count = len(values) // width
    places = 1 << (count - 1).bit_length()  # of few sizes: a statement is parsed once for each
    return await execute(
        _update_sqlite(shape, places), values + [None] * (width * (places - count))
    )


@lru_cache
def _update_sqlite(shape: _Shape, count: int) -> str:
    width = len(shape.names)
    each = (f"({raw.places(shape.names, after=row * width)})" for row in range(count))
    return shape.update(
        f"(VALUES {', '.join(each)}) AS v",
        lambda name: f"v.column{shape.names.index(name) + 1}",
        "strftime('%Y-%m-%d %H:%M:%f000+00:00', {} / 1000.0, 'unixepoch')",
    )


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
