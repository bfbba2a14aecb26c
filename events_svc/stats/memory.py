"""The playings as this process wrote them last: what it remembers it need not read again.

The row is the one truth all the same. What is remembered is written on the condition that the row still
stands as it was left (`Playing.read_sn`); when another process was there in between, nothing is written and
all of it is read. From then on this process trusts its memory again as soon as a reading says that it may.
"""

import time
from collections.abc import Mapping

from events_svc.stats.packing import head, pack_playing, started_ms
from events_svc.stats.playing import Playing
from events_svc.stats.rows import Key
from events_svc.stats.slots import Slots

MOST = 200_000
MOST_BYTES = 95  # of a packed one, most have 77; whose bitmap is more ragged is read again
KEPT = 60.0  # seconds: a playing that is silent so long, or up to twice as long, is forgotten
AT_ONCE = 200  # that are forgotten in one go
_DAY_MS = 24 * 3600 * 1000
_MASK = 2**60 - 1  # of a hash
_TURNS = (1, 2, 3)  # this one, the one before, and the one of those who are silent


class Memory:
    """What one process remembers. Full, it takes up nobody new until others have been silent for a while:
    if it forgot old ones instead, of more viewers than it holds it would know none.
    """

    def __init__(self) -> None:
        self.is_trusted = True
        self.forget()

    def __len__(self) -> int:
        return len(self._slots)

    def find(self, key: Key, at_ms: int) -> bytes | None:
        """The packed playing to which a beat of that moment belongs, if it is remembered.

        A playing takes the beats of its day and the next one (UTC), as `rows.locked` finds it.
        """
        found = self._slots.find(_name(key))
        if found is None or at_ms // _DAY_MS > started_ms(found) // _DAY_MS + 1:
            return None
        return found

    def keep(self, playings: Mapping[Key, Playing]) -> None:
        """Remember how the playings stand in their rows now, as far as there is room."""
        self._turn()
        slots, now = self._slots, self._now
        for key, playing in playings.items():
            packed = pack_playing(playing)
            if packed is None or len(packed) > MOST_BYTES:
                slots.drop(_name(key))
            else:
                slots.keep(_name(key), packed, now)

    def agrees(self, key: Key, playing: Playing) -> bool | None:
        """Whether the playing is remembered as it has just been read; None where it is not remembered."""
        found = self.find(key, playing.started_ms)
        return None if found is None else head(found)[2] == playing.last_sn

    def forget(self) -> None:
        """Forget everything."""
        self._slots = Slots(most=MOST, size=MOST_BYTES)
        self._now, self._is_swept = _TURNS[0], True
        self._turned_at = time.monotonic()

    def _turn(self) -> None:
        """Begin the next turn when it is time; forget who was silent for the whole last one, some at a time."""
        if self._is_swept and time.monotonic() - self._turned_at >= KEPT:
            self._now = _after(self._now)
            self._turned_at = time.monotonic()
        self._is_swept = self._slots.drop_marked(_after(self._now), AT_ONCE)


def _after(turn: int) -> int:
    return _TURNS[turn % len(_TURNS)]


def _name(key: Key) -> int:
    return hash(key) & _MASK or 1
