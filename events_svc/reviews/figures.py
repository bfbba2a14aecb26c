"""What the scores of a proposal come to. Pure.

A review comes to points from 0 to 100: each score as its part of its category's range, weighed by the
category. Abstentions, and reviews without a score that counts, come to nothing, not to 0.
"""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from events_svc.reviews.models import Average

FULL = 100
DIGITS = 6  # so that equal averages are equal, in whatever order they were added


@dataclass(frozen=True, slots=True)
class Measure:
    """A category as it counts."""

    weight: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What the reviews of one proposal come to; None where nobody gave a score."""

    points: Sequence[float]  # of each review that has a score, ascending
    abstentions: int
    mean: float | None
    median: float | None
    spread: float | None  # the standard deviation of the points; from two on

    def average(self, rule: Average) -> float | None:
        return self.median if rule is Average.MEDIAN else self.mean


def points(scores: Mapping[int, int], measures: Mapping[int, Measure]) -> float | None:
    """The points of a review, by its scores under the ids of their categories."""
    counted = [(measures[id_], value) for id_, value in scores.items() if id_ in measures]
    weight = sum(measure.weight for measure, _ in counted)
    if not weight:
        return None
    parts = (
        measure.weight * (value - measure.least) / (measure.most - measure.least)
        for measure, value in counted
    )
    return FULL * sum(parts) / weight


def figures(reviews: Sequence[float | None]) -> Figures:
    """The figures of a proposal by the points of its reviews (None: abstained)."""
    given = sorted(one for one in reviews if one is not None)
    return Figures(
        points=given,
        abstentions=len(reviews) - len(given),
        mean=round(statistics.fmean(given), DIGITS) if given else None,
        median=round(statistics.median(given), DIGITS) if given else None,
        spread=round(statistics.pstdev(given), DIGITS) if len(given) > 1 else None,
    )


def histogram(averages: Sequence[float], *, bins: int = 10) -> list[int]:
    """How many averages lie in each tenth of the range; the full points belong to the last."""
    counts = [0] * bins
    for one in averages:
        counts[min(int(one * bins / FULL), bins - 1)] += 1
    return counts
