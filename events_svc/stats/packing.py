"""A beat as a few bytes while it waits for its commit, so that hundreds of thousands may wait. Pure.

Packed beats in the order of their bytes are in the order of playing, source and `sn`.
"""

import struct

from events_svc.stats.beats import Beat

# source, sn, playhead, state, rate in thousandths, arrival, key, flags
_FIXED = struct.Struct(">QIQcHQ16sB")
_BOT, _JITTERED, _PLAYHEAD = 1, 2, 4


def pack(beat: Beat) -> bytes:
    """The beat in about 100 bytes."""
    flags = beat.is_bot * _BOT + beat.is_jittered * _JITTERED + beat.has_playhead * _PLAYHEAD
    fixed = _FIXED.pack(
        beat.source_id,
        beat.sn,
        beat.playhead_ms,
        beat.state.encode(),
        round(beat.rate * 1000),
        beat.at_ms,
        beat.key,
        flags,
    )
    return b"%b\0%b%-2b%b" % (
        beat.sid.encode(),
        fixed,
        beat.country.encode(),
        beat.referrer.encode(),
    )


def unpack(packed: bytes) -> Beat:
    """The beat that `pack` packed."""
    end = packed.index(b"\0")
    source_id, sn, playhead_ms, state, rate, at_ms, key, flags = _FIXED.unpack_from(packed, end + 1)
    rest = end + 1 + _FIXED.size
    return Beat(
        packed[:end].decode(),
        source_id,
        sn,
        playhead_ms,
        state.decode(),
        rate / 1000,
        at_ms,
        key,
        bool(flags & _BOT),
        packed[rest + 2 :].decode(),
        packed[rest : rest + 2].decode().rstrip(),
        bool(flags & _JITTERED),
        bool(flags & _PLAYHEAD),
    )


def playing_of(packed: bytes) -> bytes:
    """The part that is the same for all beats of a playing, and of no other."""
    return packed[: packed.index(b"\0") + 9]
