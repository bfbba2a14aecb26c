"""Playings and beats that tests need."""

from datetime import UTC, datetime, timedelta
from typing import Any

from events_svc import clock
from events_svc.media.models import Source
from events_svc.stats.beats import PLAYING, Beat, milliseconds
from events_svc.stats.models import View, Watch
from events_svc.stats.playing import Playing

START = datetime(2026, 8, 26, 1, 0, tzinfo=UTC)


def make_beat(sn: int, *, seconds: float, playhead: float = 0.0, **fields: Any) -> Beat:
    """The beat number `sn`, `seconds` after START, with the playhead at `playhead` seconds."""
    defaults: dict[str, Any] = {
        "sid": "playing-0001",
        "source_id": 1,
        "sn": sn,
        "playhead_ms": int(playhead * 1000),
        "state": PLAYING,
        "rate": 1.0,
        "at_ms": milliseconds(START + timedelta(seconds=seconds)),
        "key": b"k" * 16,
        "is_bot": False,
    }
    return Beat(**{**defaults, **fields})


def make_playing(**fields: Any) -> Playing:
    """A playing of which no beat has been applied yet."""
    defaults: dict[str, Any] = {
        "id": 1,
        "source_id": 1,
        "key": b"k" * 16,
        "is_live": False,
        "is_bot": False,
        "started_ms": milliseconds(START),
        "last_ms": milliseconds(START),
        "last_sn": 0,
        "state": "",
        "rate": 1.0,
        "playhead_ms": 0,
        "credited_ms": 0,
        "coverage": b"",
        "unique_seconds": 0,
        "span_started_ms": milliseconds(START),
        "spans": b"",
        "has_played": False,
        "gap_ms": 0,
        "even_beats": 0,
        "still_beats": 0,
        "referrer": "direct",
        "country": "",
    }
    return Playing(**{**defaults, **fields})


async def make_watch(source: Source, *, key: bytes = b"k" * 16, **columns: Any) -> Watch:
    """A playing of a minute that began an hour ago."""
    started_at = columns.pop("started_at", clock.now() - timedelta(hours=1))
    defaults: dict[str, Any] = {
        "sid": f"sid-{await Watch.all().count()}",
        "day": started_at.date(),
        "viewer_key": key,
        "started_at": started_at,
        "last_at": started_at + timedelta(minutes=1),
        "span_started_at": started_at,
        "last_sn": 3,
        "credited_ms": 60_000,
    }
    return await Watch.create(source=source, **{**defaults, **columns})


async def make_view(source: Source, *, key: bytes = b"k" * 16, **columns: Any) -> View:
    """A view@10s of an hour ago."""
    at = columns.pop("at", clock.now() - timedelta(hours=1))
    defaults: dict[str, Any] = {
        "hour": at.replace(minute=0, second=0, microsecond=0),
        "viewer_key": key,
        "threshold": 10,
        "at": at,
    }
    return await View.create(source=source, **{**defaults, **columns})
