"""What PeerTube and media.ccc.de would count of playings, case by case."""

import pytest

from events_svc.stats.elsewhere import Played, ccc, peertube

MINUTE = 60_000


def played(
    start: int, seconds: float, *, key: bytes = b"a", length: int | None = 3600, lasts: int = 0
) -> Played:
    """`seconds` watched from minute `start` on; `lasts` minutes, where that is longer."""
    begins, watched = start * MINUTE, int(seconds * 1000)
    until = begins + max(watched, lasts * MINUTE)
    return Played(1, key, [begins], until, watched, length)


@pytest.mark.parametrize(
    ("views", "playings"),
    [
        (0, []),
        (0, [played(0, 9.999)]),
        (1, [played(0, 10)]),
        (1, [played(0, 6), played(5, 4)]),  # the watch time of a session adds up
        (0, [played(0, 6), played(67, 4)]),  # an hour away begins anew
        (1, [played(0, 30), played(20, 30)]),  # none for an hour
        (2, [played(0, 30), played(61, 30)]),
        (2, [played(0, 30), played(0, 30, key=b"b")]),
        (3, [played(0, 2 * 3600 + 60)]),  # who goes on watching is a view again each hour
        (1, [played(0, 5, length=8)]),  # more than half of a shorter video
        (0, [played(0, 4, length=8)]),
        (1, [played(0, 12, length=None)]),
    ],
)
def test_views_by_the_rule_of_peertube(views: int, playings: list[Played]) -> None:
    assert peertube(playings) == views


@pytest.mark.parametrize(
    ("views", "playings"),
    [
        (0, []),
        (1, [played(0, 0)]),
        (1, [played(0, 60), played(22, 60)]),
        (2, [played(0, 60), played(23, 60)]),
        (2, [played(0, 60), played(22, 60), played(44, 60)]),  # counted from the last one counted
        (2, [played(0, 1), played(0, 1, key=b"b")]),
        (1, [played(0, 3600)]),
    ],
)
def test_views_by_the_rule_of_media_ccc_de(views: int, playings: list[Played]) -> None:
    assert ccc(playings) == views


def test_coming_back_after_23_minutes_is_another_start_for_media_ccc_de() -> None:
    assert ccc([Played(1, b"a", [0, 30 * MINUTE], 31 * MINUTE, 60_000)]) == 2
