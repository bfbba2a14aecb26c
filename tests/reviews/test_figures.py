"""What scores come to."""

from hypothesis import given
from hypothesis import strategies as st

from events_svc.reviews.figures import Figures, Measure, figures, histogram, points
from events_svc.reviews.models import Average

MEASURES = {1: Measure(1, 0, 3), 2: Measure(3, 1, 5), 3: Measure(0, 0, 10)}


def test_scores_are_parts_of_their_ranges_weighed_by_their_categories() -> None:
    assert points({1: 3, 2: 3}, MEASURES) == (100 * 1 + 50 * 3) / 4


def test_a_category_of_weight_zero_does_not_count() -> None:
    assert points({1: 3, 3: 0}, MEASURES) == 100
    assert points({3: 10}, MEASURES) is None


def test_an_abstention_is_nothing_and_not_zero() -> None:
    assert figures([None, 40.0, 60.0]) == Figures([40.0, 60.0], 1, 50.0, 50.0, 10.0)
    assert figures([None]) == Figures([], 1, None, None, None)


def test_one_outlier_moves_the_mean_and_not_the_median() -> None:
    made = figures([90.0, 90.0, 0.0])
    assert (made.average(Average.MEAN), made.average(Average.MEDIAN)) == (60.0, 90.0)


def test_one_review_has_no_spread() -> None:
    assert figures([70.0]).spread is None


@given(st.dictionaries(st.sampled_from([1, 2]), st.integers(1, 3), min_size=1))
def test_points_lie_between_nothing_and_full(scores: dict[int, int]) -> None:
    found = points(scores, MEASURES)
    assert found is not None
    assert 0 <= found <= 100


@given(st.lists(st.floats(0, 100)))
def test_every_average_stands_in_one_column(averages: list[float]) -> None:
    assert sum(histogram(averages)) == len(averages)


def test_full_points_stand_in_the_last_column() -> None:
    assert histogram([0, 9.9, 10, 100]) == [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]
