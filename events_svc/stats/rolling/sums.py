"""What one commit of beats changed, summed by minute and class. Pure."""

from dataclasses import astuple, dataclass
from typing import Any

from events_svc.stats.beats import instant
from events_svc.stats.playing import Gain, Playing, Reached

MINUTE_MS = 60_000
CLASS = ("source_id", "minute", "is_live", "is_bot", "referrer", "country")
SUMS = ("viewers", "plays", "views_0", "views_10", "views_30", "watch_ms", "unique_seconds")

Class = tuple[int, int, bool, bool, str, str]


@dataclass(slots=True)
class Sum:
    """The columns that are added up."""

    viewers: int = 0
    plays: int = 0
    views_0: int = 0
    views_10: int = 0
    views_30: int = 0
    watch_ms: int = 0
    unique_seconds: int = 0


class Changes:
    """The sums of a commit, by source, minute, live or replay, people or programs, referrer, country."""

    def __init__(self) -> None:
        self._sums: dict[Class, Sum] = {}

    def gain(self, playing: Playing, gain: Gain) -> None:
        """Add what a beat gained."""
        made = self._of(playing, gain.at_ms, gain.is_bot)
        made.watch_ms += gain.watch_ms
        made.unique_seconds += gain.unique_seconds
        if gain.plays or gain.viewers:
            made.plays += gain.plays
            made.viewers += gain.viewers

    def view(self, playing: Playing, reached: Reached, *, count: int) -> None:
        """Add `count` views (or take them away, below 0)."""
        made = self._of(playing, reached.at_ms, False)
        name = f"views_{reached.threshold}"
        setattr(made, name, getattr(made, name) + count)

    def records(self) -> list[dict[str, Any]]:
        """The rows of these changes, in a stable order."""
        nothing = Sum()
        return [
            {
                **dict(zip(CLASS, key, strict=True)),
                "minute": instant(key[1] * MINUTE_MS),
                **dict(zip(SUMS, astuple(made), strict=True)),
            }
            for key, made in sorted(self._sums.items(), key=lambda item: item[0])
            if made != nothing
        ]

    def _of(self, playing: Playing, at_ms: int, is_bot: bool) -> Sum:
        key = (
            playing.source_id,
            at_ms // MINUTE_MS,
            playing.is_live,
            is_bot,
            playing.referrer,
            playing.country,
        )
        made = self._sums.get(key)
        if made is None:
            made = self._sums[key] = Sum()
        return made
