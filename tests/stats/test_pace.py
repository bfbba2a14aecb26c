"""How often a counter is read, and whom to ask for it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.stats import pace
from events_svc.stats.pace import Slot
from events_svc.stats.subjects import Subject, floor, origin, subject_of
from tests.stats.factories import START

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SLOT = Slot(START, START + HOUR)


@pytest.mark.parametrize(
    ("passed", "pause"),
    [
        (-30 * DAY, 5 * DAY),
        (-2 * HOUR, timedelta(minutes=105)),
        (timedelta(minutes=-15), timedelta(minutes=1)),
        (timedelta(minutes=119), timedelta(minutes=1)),
        (2 * HOUR, HOUR),
        (4 * DAY, 6 * HOUR),
        (30 * DAY, DAY),
        (400 * DAY, 5 * DAY),
    ],
)
def test_a_session_is_read_quickly_while_on_and_slowly_when_old(
    passed: timedelta, pause: timedelta
) -> None:
    assert pace.regular(SLOT, is_live=False, now=START + passed) == pause


def test_what_the_platform_says_is_live_is_read_every_minute() -> None:
    assert pace.regular(None, is_live=True, now=START) == timedelta(minutes=1)
    assert pace.regular(SLOT, is_live=True, now=START + 400 * DAY) == timedelta(minutes=1)


def test_a_recording_is_never_live_by_its_date() -> None:
    assert pace.regular(Slot(START, START), is_live=False, now=START) == HOUR


def test_pauses_double_up_to_a_day() -> None:
    minutes = [pace.after_failures(n) / timedelta(minutes=1) for n in (1, 2, 3, 11, 12, 99)]

    assert minutes == [1, 2, 4, 1024, 1440, 1440]


def test_a_host_rests_from_its_third_failure_on_and_as_long_as_it_asks() -> None:
    assert [pace.rest_of_host(n, None) for n in (1, 2, 3, 4)] == [
        timedelta(seconds=30),
        timedelta(seconds=30),
        timedelta(minutes=5),
        timedelta(minutes=10),
    ]
    assert pace.rest_of_host(99, None) == timedelta(hours=12)
    assert pace.rest_of_host(1, 2 * HOUR) == 2 * HOUR
    assert pace.rest_of_host(1, timedelta(0)) == timedelta(minutes=1)


@given(
    st.timedeltas(min_value=timedelta(0), max_value=5 * DAY),
    st.floats(-1, 1),
    st.sampled_from(["bilibili", "bilibili-live", "youtube", "https://tube.example"]),
)
def test_jitter_never_goes_below_the_floor_nor_makes_a_counter_stale(
    pause: timedelta, share: float, host: str
) -> None:
    made = pace.jittered(pause, share, floor=floor(host))

    assert floor(host) <= made <= max(pause, floor(host)) * 1.2
    assert made < 7 * DAY


UUID = "9c9de5e8-0a1e-484a-b099-e80766180a6d"


@pytest.mark.parametrize(
    ("platform", "url", "subject"),
    [
        ("youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3", ("youtube", "dQw4w9WgXcQ")),
        ("youtube", "https://www.youtube.com/live/dQw4w9WgXcQ?si=x", ("youtube", "dQw4w9WgXcQ")),
        ("youtube", "https://youtu.be/dQw4w9WgXcQ", ("youtube", "dQw4w9WgXcQ")),
        ("youtube", "https://www.youtube.com/@channel", None),
        ("youtube", "https://youtu.be/dQw4w9WgXcQtoolong", None),
        ("bilibili", "https://www.bilibili.com/video/BV1xx411c7mD/?p=2", ("bilibili", "BV1xx411c7mD")),
        ("bilibili", "https://live.bilibili.com/22637261?x=1", ("bilibili-live", "22637261")),
        ("bilibili", "https://www.bilibili.com/", None),
        ("vimeo", "https://vimeo.com/76979871", ("vimeo", "76979871")),
        ("vimeo", "https://player.vimeo.com/video/76979871?h=a", ("vimeo", "76979871")),
        ("peertube", f"https://Tube.example:8443/videos/watch/{UUID}", ("https://tube.example:8443", UUID)),
        ("peertube", "https://tube.example/w/kkGMgK9ZtnKfYAgnEtQxbv", ("https://tube.example", "kkGMgK9ZtnKfYAgnEtQxbv")),
        ("peertube", "https://tube.example/w/p/abc", None),
        ("owncast", "https://live.example/embed/video", ("https://live.example", "status")),
        ("owncast", "ftp://live.example/", None),
        ("wechat_channels", "https://channels.weixin.qq.com/1", None),
    ],
    ids=range(16),
)  # fmt: skip
def test_whom_to_ask_is_read_from_the_address(
    platform: str, url: str, subject: tuple[str, str] | None
) -> None:
    expected = Subject(platform, *subject) if subject else None

    assert subject_of(platform, url) == expected


def test_an_origin_has_no_user_and_no_path() -> None:
    assert origin("https://ada:secret@Live.Example/x") == "https://live.example"
    assert origin("javascript:alert(1)") is None


@pytest.mark.parametrize(
    ("passed", "pause"),
    [(-30 * DAY, 7 * DAY), (-2 * HOUR, timedelta(minutes=105)), (HOUR, timedelta(minutes=10)), (3 * HOUR, 7 * DAY)],
)  # fmt: skip
def test_what_is_not_there_yet_is_looked_for_when_it_should_begin(
    passed: timedelta, pause: timedelta
) -> None:
    assert pace.gone(SLOT, now=START + passed) == pause
    assert pace.gone(None, now=START + passed) == 7 * DAY
