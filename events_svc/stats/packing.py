"""Beats and playings as a few bytes, so that hundreds of thousands may wait and be remembered. Pure.

Packed beats in the order of their bytes are in the order of playing, source and `sn`: MessagePack writes a
number below 2^64 so that greater ones come later.
"""

import struct
from collections.abc import Callable

import msgspec

from events_svc.stats.beats import Beat
from events_svc.stats.playing import Playing
from events_svc.stats.referrers import CLASSES

pack: Callable[[Beat], bytes] = msgspec.msgpack.Encoder().encode  # about 90 bytes
unpack: Callable[[bytes], Beat] = msgspec.msgpack.Decoder(Beat).decode

# id, start, last_sn; last beat and span after the start, playhead, credit, gap; rate in thousandths, bits,
# even and still beats, bytes of the bitmap that are all 0 and then all 1, of spans; state, flags, whence,
# where, who
_PLAYING = struct.Struct(">QQIIIIIiHHHHHHHcBB2s16s")
_HEAD = struct.Struct(">QQI")
_LIVE, _BOT, _PLAYED = 1, 2, 4
_CLASS = {name: number for number, name in enumerate(CLASSES)}


def pack_playing(playing: Playing) -> bytes | None:
    """The playing in about 75 bytes; None where something of it is too large for its place, or unknown.

    Its bitmap is mostly a stretch that was not seen and one that was: the rest stands at the end.
    """
    seen = playing.coverage.lstrip(b"\0")
    ragged = seen.lstrip(b"\xff")
    try:
        fixed = _PLAYING.pack(
            playing.id,
            playing.started_ms,
            playing.last_sn,
            playing.last_ms - playing.started_ms,
            playing.span_started_ms - playing.started_ms,
            playing.playhead_ms,
            playing.credited_ms,
            playing.gap_ms,
            round(playing.rate * 1000),
            playing.unique_seconds,
            playing.even_beats,
            playing.still_beats,
            len(playing.coverage) - len(seen),
            len(seen) - len(ragged),
            len(playing.spans),
            playing.state.encode(),
            playing.is_live * _LIVE + playing.is_bot * _BOT + playing.has_played * _PLAYED,
            _CLASS[playing.referrer],
            playing.country.encode(),
            playing.key,
        )
    except (struct.error, KeyError):
        return None
    return fixed + playing.spans + ragged


def unpack_playing(packed: bytes, source_id: int) -> Playing:
    """The playing of the source that `pack_playing` packed, as it stands in its row."""
    (
        id_, started_ms, sn, lasted, span, playhead_ms, credited_ms, gap_ms, rate, unique, even, still,
        unseen, seen, spans, state, flags, whence, where, key,
    ) = _PLAYING.unpack_from(packed)  # fmt: skip
    ragged = _PLAYING.size + spans
    return Playing(
        id_,
        started_ms + lasted,
        sn,
        state.decode(),
        rate / 1000,
        playhead_ms,
        credited_ms,
        b"\0" * unseen + b"\xff" * seen + packed[ragged:],
        unique,
        started_ms + span,
        packed[_PLAYING.size : ragged],
        bool(flags & _BOT),
        bool(flags & _PLAYED),
        gap_ms,
        even,
        still,
        source_id,
        key,
        bool(flags & _LIVE),
        started_ms,
        CLASSES[whence],
        where.decode().rstrip("\0"),
        sn,
    )


def started_ms(packed: bytes) -> int:
    """When a packed playing began (milliseconds since 1970)."""
    return int.from_bytes(packed[8:16], "big")


def head(packed: bytes) -> tuple[int, int, int]:
    """The id of a packed playing, when it began (milliseconds since 1970), and its `last_sn`."""
    return _HEAD.unpack_from(packed)
