"""Thirty recorded episodes of an online forum, and the ledger of what four platforms counted."""

from datetime import UTC, datetime, timedelta
from typing import Any

from events_svc.accounts.models import Organisation
from events_svc.demo import spoken
from events_svc.demo.facts import read
from events_svc.events.models import Series
from events_svc.media import recordings
from events_svc.media.models import Recording, Source, SourceKind
from events_svc.media.recordings import Entry
from events_svc.media.sources import Link
from events_svc.stats import counters
from events_svc.stats.counters import Reading

FIRST = datetime(2022, 1, 15, 6, 0, tzinfo=UTC)
SAMPLE_SECONDS = 30  # of the file that plays; where texts are there, they fit it
READ_AT = datetime(2022, 12, 30, 2, 0, tzinfo=UTC)
PLATFORMS = {
    "website": "file",
    "bilibili": "bilibili",
    "wechat": "wechat_channels",
    "tencent": "tencent_meeting",
}
AUTHOR = "年报统计 / yearly report"


async def publish(branch: Organisation, series: Series, *, public_url: str) -> list[Recording]:
    """The episodes, published, each with its links and one ledger row per platform."""
    facts = read("episodes")
    names = {one["key"]: one["name"]["zh"] for one in read("agenda")["speakers"]}
    made = [
        await _episode(branch, series, one, names=names, public_url=public_url)
        for one in facts["episodes"]
    ]
    await spoken.furnish(made, public_url=public_url)
    return made


async def _episode(
    branch: Organisation,
    series: Series,
    facts: dict[str, Any],
    *,
    names: dict[str, str],
    public_url: str,
) -> Recording:
    number = facts["episode"]
    slug = f"capek-{number:02}"
    told = spoken.spoken(slug)
    entry = Entry(
        title=facts["title"],
        slug=slug,
        tags=told["tags"] if told else (),
        licence="CC-BY-4.0" if told else "",
        recorded_at=FIRST + timedelta(days=11 * (number - 1)),
        people="、".join(names[key] for key in facts["speakers"]),
        duration_seconds=SAMPLE_SECONDS if told else facts["minutes"] * 60,
        episode=number,
        series=series,
    )
    recording = await recordings.add(branch, entry, links=_links(number, public_url))
    await recordings.publish(recording)
    for source in await Source.filter(recording=recording):
        (key,) = [key for key, name in PLATFORMS.items() if name == source.platform]
        await counters.enter(source, _reading(key, facts["plays"][key]))
    return recording


def _links(number: int, public_url: str) -> list[Link]:
    urls = {
        "website": f"{public_url}/static/demo/sample.webm",
        "bilibili": f"https://www.bilibili.com/video/BV1demo{number:06}",
        "wechat": f"https://channels.weixin.qq.com/demo/{number}",
        "tencent": f"https://meeting.tencent.com/live/demo-{number}",
    }
    return [
        Link(PLATFORMS[key], url, kind=SourceKind.RECORDING, position=position)
        for position, (key, url) in enumerate(urls.items())
    ]


def _reading(key: str, plays: int) -> Reading:
    platform = read("episodes")["definitions"][key]
    return Reading(
        metric="views",
        value=plays,
        definition=platform["definition"],
        observed_at=READ_AT,
        author=AUTHOR,
        method=platform["method"],
        evidence=platform["evidence"]["zh"],
    )
