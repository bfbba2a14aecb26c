"""The sentence of a report, as spec/streaming.md §5 writes it."""

from collections.abc import Iterator
from typing import Any

import pytest

from events_svc.reports.definitions import all_of_them
from events_svc.web import i18n
from events_svc.web.reports import grids, words

pytestmark = pytest.mark.engineless


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    token = i18n.language.set("en")
    yield
    i18n.language.reset(token)


def platform(key: str, value: int, method: str, **said: Any) -> dict[str, Any]:
    defaults = {
        "platform": key,
        "value": value,
        "counters": 30,
        "first": "2022-12-30T02:00:00Z",
        "latest": "2022-12-30T02:00:00Z",
        "definitions": [{"zh": "播放数", "en": "播放数"}],
        "methods": [method],
        "evidence": [],
    }
    return {**defaults, **said}


def content(**said: Any) -> dict[str, Any]:
    """Thirty episodes with 140,000 plays."""
    figures = {"view@10s": 41_210, "plays-across-platforms": 140_000, "events": 1}
    figures |= {"tickets-sold": 0, "arrivals": 0}
    defaults: dict[str, Any] = {
        "scope": {"timezone": "Asia/Shanghai"},
        "definitions": all_of_them(),
        "items": [{"episode": number} for number in range(1, 31)],
        "totals": [{"key": key, "value": value} for key, value in figures.items()],
        "platforms": [
            platform("bilibili", 62_400, "api"),
            platform(
                "wechat_channels",
                36_390,
                "manual",
                definitions=[{"zh": "观看人数"}],
                evidence=["screenshot"],
            ),
        ],
        "counters": {"all": 90, "stale": 3, "fell": 2, "hidden": 0, "corrected": 0},
    }
    return {**defaults, **said}


def test_the_sum_is_said_with_each_platforms_definition_method_and_day() -> None:
    assert words.sentence(content()) == (
        "30 episodes · 140,000 plays = own 41,210 (view@10s v1) + Bilibili 62,400 (播放数, by the "
        "platform’s interface, read 30 Dec 2022) + WeChat Channels 36,390 (观看人数, by hand, "
        "screenshot, read 30 Dec 2022) · not distinct people · 3 of 90 counters older than 7 days · "
        "2 fell"
    )


def test_the_sum_is_said_in_chinese() -> None:
    i18n.language.set("zh")

    assert words.sentence(content(platforms=[])).startswith(
        "30 期 · 140,000 次播放 = 本站 41,210（view@10s v1） · 不是人数 · "
    )


def test_without_counters_nothing_is_said_of_them() -> None:
    none = dict.fromkeys(("all", "stale", "fell", "hidden", "corrected"), 0)
    told = words.sentence(content(platforms=[], counters=none, items=[{"episode": None}]))

    assert told == "1 title · 140,000 plays = own 41,210 (view@10s v1) · not distinct people"


def test_door_and_views_stand_in_one_line_where_there_were_tickets() -> None:
    figures = {"view@10s": 900, "plays-across-platforms": 1_000, "events": 2}
    figures |= {"tickets-sold": 560, "arrivals": 412}
    totals = [{"key": key, "value": value} for key, value in figures.items()]

    assert words.at_the_door(content()) == ""
    assert words.at_the_door(content(totals=totals)) == (
        "2 events · 560 tickets sold · 412 arrived at the door · 900 views here · "
        "1,000 plays across platforms"
    )


def test_a_platform_that_we_forgot_keeps_its_key() -> None:
    assert words.platform("forgotten") == "forgotten"
    assert words.platform("file") == "Own site, from the ledger"


def test_tables_without_rows_are_left_out() -> None:
    empty = content(items=[], platforms=[], events=[], units=[])

    assert grids.of_content(empty) == []
