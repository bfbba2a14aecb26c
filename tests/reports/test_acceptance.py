"""Thirty episodes on four platforms: what the frozen report says, and that it stands."""

import pytest

from events_svc.reports import canonical, freeze, queries, recompute, scope
from events_svc.reports.models import FrozenReport
from tests.reports.factories import befall, make_episodes, make_series

pytestmark = pytest.mark.usefixtures("database")


async def frozen() -> FrozenReport:
    series = await make_series()
    await series.fetch_related("organisation")
    await befall(await make_episodes(series))
    return await freeze.freeze(scope.of_series(series), note="Yearly figures")


async def test_thirty_episodes_on_four_platforms_add_up_each_by_its_definition() -> None:
    content = queries.content(await frozen())

    figures = {one["key"]: one for one in content["totals"]}
    assert figures["titles"]["value"] == 30
    assert figures["plays-across-platforms"] | {"at": "", "method": {}} == {
        "key": "plays-across-platforms",
        "definition": "plays-across-platforms v1",
        "unit": "count",
        "value": 140_000,
        "at": "",
        "method": {},
        "rows": {"view": 20, "counter_snapshot": 124},
    }
    assert all(one["at"] == content["frozen_at"] and one["method"] for one in content["totals"])
    assert [(one["platform"], one["value"], one["counters"]) for one in content["platforms"]] == [
        ("bilibili", 62_400, 30),
        ("file", 41_220, 30),
        ("wechat_channels", 24_360, 30),
        ("tencent_meeting", 12_000, 30),
    ]


async def test_the_report_shows_what_fell_what_hides_and_what_was_corrected_by_hand() -> None:
    content = queries.content(await frozen())

    links = [link for item in content["items"] for link in item["links"]]
    fell = links[1]["counter"]
    assert content["counters"] == {
        "all": 120, "stale": 120, "fell": 1, "hidden": 1, "corrected": 1,
    }  # fmt: skip
    assert (fell["value"], fell["fell"]["value"]) == (2_080, 1_500)
    assert (links[6]["counter"]["value"], links[6]["counter"]["is_hidden"]) == (812, True)
    (correction,) = links[9]["counter"]["corrections"]
    assert (correction["was"], correction["value"]) == (20_800, 2_080)
    assert correction["reason"] == "One digit too many"


async def test_frozen_and_recomputed_are_the_same_bytes() -> None:
    report = await frozen()

    verdict = await recompute.verdict(report)

    assert verdict.body == report.body.encode()
    assert verdict.is_sound
    assert canonical.sha256(verdict.body) == report.sha256
    assert verdict.rows == 144
