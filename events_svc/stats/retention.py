"""The retention curve: the share of viewers who saw each bin of a recording. Pure.

Bins are equal, of whole seconds, at most 100. A viewer's bitmap is squeezed to one bit a bin; the bins of
all are then added up as numbers that stand upright: bit i of plane p is bit p of the count of bin i.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_BINS = 100


@dataclass(frozen=True, slots=True)
class Curve:
    """`counts[i]` of `viewers` saw some second from `i * width` on."""

    width: int  # seconds of a bin
    viewers: int
    counts: Sequence[int]

    @property
    def shares(self) -> list[float]:
        return [count / self.viewers if self.viewers else 0.0 for count in self.counts]


def width_of(length_seconds: int) -> int:
    """Whole seconds of a bin, so that there are at most 100."""
    return max(1, -(-length_seconds // MOST_BINS))


def squeezed(bits: bytes, width: int) -> int:
    """A bitmap of seconds as a bitmap of bins: set where any second of the bin is."""
    smeared, reach = int.from_bytes(bits, "little"), 1
    while reach < width:
        step = min(reach, width - reach)
        smeared |= smeared >> step
        reach += step
    return int(f"{smeared:b}"[::-1][::width][::-1], 2)


def curve(viewers: Iterable[int], *, width: int, length_seconds: int) -> Curve:
    """The curve over the squeezed bitmaps of the viewers, those who saw nothing among them."""
    planes: list[int] = []
    count = 0
    for bitmap in viewers:
        count += 1
        _add(planes, bitmap)
    bins = -(-length_seconds // width)
    counts = [
        sum((plane >> place & 1) << weight for weight, plane in enumerate(planes))
        for place in range(bins)
    ]
    return Curve(width, count, counts)


def _add(planes: list[int], carry: int) -> None:
    for number, plane in enumerate(planes):
        if not carry:
            return
        planes[number], carry = plane ^ carry, plane & carry
    if carry:
        planes.append(carry)
