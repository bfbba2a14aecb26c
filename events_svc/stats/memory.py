"""The playings as this process wrote them last: what it remembers it need not read again.

The row is the one truth all the same. What is remembered is written on the condition that the row still
stands as it was left (`Playing.read_sn`); when another process was there in between, nothing is written and
all of it is read. From then on this process trusts its memory again as soon as a reading says that it may.
"""

import time
from collections.abc import Mapping

from events_svc.stats.packing import head, pack_playing
from events_svc.stats.playing import Playing
from events_svc.stats.rows import Key

MOST = 200_000
MOST_BYTES = 95  # of a packed one, most have 77; whose bitmap is more ragged is read again
KEPT = 60.0  # seconds: a playing that is silent so long, or up to twice as long, is forgotten
_DAY_MS = 24 * 3600 * 1000
_MASK = 2**60 - 1  # of a hash: the largest number that costs 32 bytes


class Memory:
    """What one process remembers. Full, it takes up nobody new until others have been silent for a while:
    if it forgot old ones instead, of more viewers than it holds it would know none.
    """

    def __init__(self) -> None:
        self.is_trusted = True
        self._lately: dict[int, bytes] = {}
        self._before: dict[int, bytes] = {}
        self._turned_at = time.monotonic()

    def __len__(self) -> int:
        return len(self._lately) + len(self._before)

    def find(self, key: Key, at_ms: int) -> bytes | None:
        """The packed playing to which a beat of that moment belongs, if it is remembered.

        A playing takes the beats of its day and the next one (UTC), as `rows.locked` finds it.
        """
        name = hash(key) & _MASK
        found = self._lately.get(name) or self._before.get(name)
        if found is None or at_ms // _DAY_MS > head(found)[1] // _DAY_MS + 1:
            return None
        return found

    def keep(self, playings: Mapping[Key, Playing]) -> None:
        """Remember how the playings stand in their rows now, as far as there is room."""
        self._turn()
        room = MOST - len(self)
        for key, playing in playings.items():
            name = hash(key) & _MASK
            is_new = self._before.pop(name, None) is None and name not in self._lately
            packed = pack_playing(playing)
            if packed is None or len(packed) > MOST_BYTES or (is_new and room <= 0):
                self._lately.pop(name, None)
                continue
            room -= is_new
            self._lately[name] = packed

    def check(self, playings: Mapping[Key, Playing]) -> None:
        """Compare with what has just been read: whether this process may trust its memory."""
        both = [
            (found, p) for key, p in playings.items() if (found := self.find(key, p.started_ms))
        ]
        if both:
            self.is_trusted = all(head(found)[2] == p.last_sn for found, p in both)

    def forget(self) -> None:
        """Forget everything."""
        self._lately, self._before = {}, {}

    def _turn(self) -> None:
        now = time.monotonic()
        if now - self._turned_at >= KEPT:
            self._lately, self._before = {}, self._lately
            self._turned_at = now
