"""What befell three counters of the episodes, and the series' report, frozen: 140,000 as before."""

from datetime import timedelta

from events_svc.demo.episodes import AUTHOR, READ_AT
from events_svc.events.models import Series
from events_svc.media.models import Source
from events_svc.reports import publication, scope
from events_svc.reports.freeze import freeze as freeze_report
from events_svc.reports.models import FrozenReport
from events_svc.stats import counters
from events_svc.stats.counters import Reading
from events_svc.stats.models import CounterSnapshot

LATER = READ_AT + timedelta(hours=6)


async def freeze(series: Series) -> FrozenReport:
    """One counter falls, one hides, one was mistyped and corrected; then the report is frozen and public."""
    await _falls(await _link(series, 7, "bilibili"))
    await _hides(await _link(series, 12, "wechat_channels"))
    await _is_corrected(await _link(series, 19, "tencent_meeting"))
    await series.fetch_related("organisation")
    report = await freeze_report(scope.of_series(series), note="2022 年度数据 / figures of 2022")
    await publication.publish(report)
    return report


async def _falls(link: Source) -> None:
    """The platform has taken plays back."""
    stands = await _row(link)
    await counters.enter(link, _reading(stands, (stands.value or 0) * 9 // 10, method="api"))


async def _hides(link: Source) -> None:
    """The platform shows no number any more."""
    await counters.enter(link, _reading(await _row(link), None))


async def _is_corrected(link: Source) -> None:
    """Somebody typed one digit too many, and corrected it."""
    stands = await _row(link)
    wrong = await counters.enter(link, _reading(stands, (stands.value or 0) * 10))
    told = "多录入一位数字，已按后台截图更正 / one digit too many, corrected by the screenshot"
    await counters.correct(wrong, _reading(stands, stands.value, reason=told))


def _reading(
    stands: CounterSnapshot, value: int | None, *, method: str = "manual", reason: str = ""
) -> Reading:
    return Reading(
        value,
        LATER,
        definition=stands.definition,
        method=method,
        author=AUTHOR,
        reason=reason,
        evidence=stands.evidence,
    )


async def _link(series: Series, episode: int, platform: str) -> Source:
    return await Source.get(
        recording__series_id=series.id, recording__episode=episode, platform=platform
    )


async def _row(link: Source) -> CounterSnapshot:
    return await CounterSnapshot.get(source_id=link.id)
