"""A beat: what a player says of itself, and what the server adds to it on arrival."""

from dataclasses import dataclass
from datetime import datetime

PLAYING, PAUSED, STALLED, SEEKING, ENDED = "p", "a", "r", "k", "e"
HIDDEN = "h"  # playing, but neither seen nor heard
STARTING, WAITING, FAILED, QUIT, PRELOADING = "s", "w", "f", "q", "d"
STATES = frozenset("paskerwfqdh")  # the letters of CMCD v2 (CTA-5004-B, `sta`), and `h`


@dataclass(frozen=True, slots=True)
class Beat:
    """One beat. `key` is the viewer's key of the day of arrival: no address, no user agent is kept."""

    sid: str
    source_id: int
    sn: int
    playhead_ms: int
    state: str
    rate: float
    at: datetime
    key: bytes
    is_bot: bool
