"""Counting more different keys than should be held one by one: a CPC sketch, always with its error.

datasketches (Apache-2.0) is the extra `sketch`: the wheel has 0.7 MB, and numpy comes with it. Without it
the database counts exactly whatever the number, at the price of a sort on disk (decision 0023).
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

EXACT_UP_TO = 1_000_000  # keys of a day and source
_LG_K = 14  # 2^14: two standard deviations are about 0.9 %
_DEVIATIONS = 2
_BITS = 2**52 - 1


@dataclass(frozen=True, slots=True)
class Count:
    """A number of different keys; `error` None = exact, else two standard deviations as a share."""

    value: int
    error: float | None = None


def is_there() -> bool:
    """Whether the extra is installed."""
    return find_spec("datasketches") is not None


class Sketch:
    """Different keys, as one of 10 kB knows them (Lang, Back to the Future: CPC, 2017)."""

    def __init__(self) -> None:
        self._sketch: Any = _library().cpc_sketch(_LG_K)

    def update(self, key: bytes) -> None:
        """Take in a key of 16 bytes; one that is in already changes nothing.

        It is folded to 52 bits: the binding takes numbers for doubles, in which larger ones fall together.
        Of ten million keys a hundredth of one does so here.
        """
        low, high = int.from_bytes(key[:8]), int.from_bytes(key[8:])
        self._sketch.update((low ^ high) & _BITS)

    def count(self) -> Count:
        """The estimate, and how far the bounds of two standard deviations lie from it."""
        estimate = self._sketch.get_estimate()
        low, high = (
            self._sketch.get_lower_bound(_DEVIATIONS),
            self._sketch.get_upper_bound(_DEVIATIONS),
        )
        if not estimate:
            return Count(0)
        return Count(round(estimate), max(high - estimate, estimate - low) / estimate)


@cache
def _library() -> Any:
    """Loaded when a source has so many viewers: it would cost every process 30 MB."""
    return import_module("datasketches")
