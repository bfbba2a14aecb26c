"""A beat: what a player says of itself, and what the server adds to it on arrival."""

from datetime import UTC, datetime, timedelta

import msgspec

PLAYING, PAUSED, STALLED, SEEKING, ENDED = "p", "a", "r", "k", "e"
HIDDEN = "h"  # playing, but neither seen nor heard
STARTING, WAITING, FAILED, QUIT, PRELOADING = "s", "w", "f", "q", "d"
STATES = frozenset("paskerwfqdh")  # the letters of CMCD v2 (CTA-5004-B, `sta`), and `h`

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


class Beat(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One beat. `key` is the viewer's key of the day of arrival: no address, no user agent is kept.

    `referrer` and `country` are classes, never a page or an address. `is_jittered`: this kind of player
    varies its interval, so that one who does not is a program. `has_playhead`: it says where it is.
    """

    sid: str
    source_id: int
    sn: int
    playhead_ms: int
    state: str
    rate: float
    at_ms: int
    key: bytes
    is_bot: bool
    referrer: str = "direct"
    country: str = ""
    is_jittered: bool = True
    has_playhead: bool = True

    @property
    def at(self) -> datetime:
        """When it arrived."""
        return instant(self.at_ms)


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970: what beats and playings reckon with."""
    return (moment - _EPOCH) // _MS


def instant(at_ms: int) -> datetime:
    """The instant, aware, of milliseconds since 1970."""
    return _EPOCH + timedelta(milliseconds=at_ms)
