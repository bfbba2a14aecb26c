"""Thirty episodes on four platforms that add up to 140,000, and what reports stand on besides."""

from datetime import UTC, datetime, timedelta

from events_svc.accounts.models import Organisation
from events_svc.events.models import Series
from events_svc.media.models import Recording, Source, SourceKind
from events_svc.reports import freeze, scope
from events_svc.reports.models import FrozenReport
from events_svc.stats import counters
from events_svc.stats.counters import Reading
from events_svc.stats.models import CounterSnapshot, View
from tests.accounts.factories import make_organisation

READ_AT = datetime(2022, 12, 30, 2, 0, tzinfo=UTC)
FIRST = datetime(2022, 1, 15, 6, 0, tzinfo=UTC)
PLAYS = {"file": 1_374, "bilibili": 2_080, "wechat_channels": 812, "tencent_meeting": 400}
OWN = 20  # views here, all of the first episode: 30 × 4,666 + 20 = 140,000


async def make_series(organisation: Organisation | None = None, *, slug: str = "capek") -> Series:
    organisation = organisation or await make_organisation()
    return await Series.create(
        organisation=organisation, slug=slug, name={"zh": "恰佩克讲坛", "en": "Čapek Forum"}
    )


async def make_episodes(series: Series, *, count: int = 30) -> list[Source]:
    """`count` public episodes with a link and a reading on each platform; the links in order."""
    await Recording.bulk_create([_episode(series, number) for number in range(1, count + 1)])
    recordings = await Recording.filter(series_id=series.id).order_by("episode")
    await Source.bulk_create([_link(one.id, platform) for one in recordings for platform in PLAYS])
    made = await Source.filter(recording__series_id=series.id).order_by("id")
    await CounterSnapshot.bulk_create([_reading(one) for one in made])
    await View.bulk_create([_view(made[0].id, number) for number in range(OWN)])
    return made


async def befall(links: list[Source]) -> list[CounterSnapshot]:
    """One counter falls, one hides, one is wrong and corrected: none changes what stands."""
    later = READ_AT + timedelta(hours=1)
    fell = await counters.enter(links[1], Reading(1_500, later))
    hid = await counters.enter(links[6], Reading(None, later))
    wrong = await counters.enter(links[9], Reading(20_800, later))
    right = Reading(2_080, later, reason="One digit too many", evidence="screenshot")
    return [fell, hid, wrong, await counters.correct(wrong, right)]


async def frozen_series(*, count: int = 2) -> FrozenReport:
    """A frozen report of a series with `count` episodes."""
    series = await make_series()
    await series.fetch_related("organisation")
    await make_episodes(series, count=count)
    return await freeze.freeze(scope.of_series(series))


def _episode(series: Series, number: int) -> Recording:
    at = FIRST + timedelta(days=11 * (number - 1))
    return Recording(
        organisation_id=series.organisation_id,
        series_id=series.id,
        episode=number,
        slug=f"{series.slug}-{number:02}",
        title={"zh": f"第 {number} 期", "en": f"Episode {number}"},
        recorded_at=at,
        published_at=at,
    )


def _link(recording_id: int, platform: str) -> Source:
    return Source(
        recording_id=recording_id,
        platform=platform,
        kind=SourceKind.RECORDING,
        url=f"https://example.org/{platform}/{recording_id}",
    )


def _reading(link: Source) -> CounterSnapshot:
    return CounterSnapshot(
        source_id=link.id,
        value=PLAYS[link.platform],
        definition={"zh": f"{link.platform} 口径", "en": f"as {link.platform} counts"},
        method="import" if link.platform == "file" else "manual",
        observed_at=READ_AT,
        recorded_at=READ_AT,
        author="Ada",
        evidence="screenshot",
    )


def _view(source_id: int, number: int) -> View:
    at = datetime(2022, 12, 1, 8, 15, tzinfo=UTC)
    return View(
        source_id=source_id,
        hour=at.replace(minute=0),
        viewer_key=bytes([number]) * 16,
        threshold=10,
        at=at,
    )
