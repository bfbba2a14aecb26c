"""How many different viewers: bounds, countries only where enough are certain, a sketch above the limit."""

from datetime import timedelta

import pytest

from events_svc.media.models import Source
from events_svc.stats import figures, sketch, viewers
from events_svc.stats.viewers import Bounds, Origins
from tests.media.factories import make_recording, make_recording_source
from tests.stats.factories import START, make_watch

pytestmark = pytest.mark.usefixtures("database")


async def watched_by(source: Source, keys: range, **columns: object) -> None:
    for key in keys:
        await make_watch(source, key=key.to_bytes(16, "big"), started_at=START, **columns)


async def test_across_days_viewers_are_known_within_bounds() -> None:
    source = await make_recording_source()
    await watched_by(source, range(3))
    await watched_by(source, range(2), is_live=True)  # two of them also watched live
    await make_watch(source, key=b"z" * 16, started_at=START + timedelta(days=1))
    await watched_by(source, range(90, 95), is_bot=True)

    found = (await figures.figures_of([source.id]))[source.id]

    assert (found.viewers, found.live_viewers) == (Bounds(3, 4), Bounds(2, 2))
    assert (found.replay_viewers, found.programs) == (Bounds(3, 4), 5)


async def test_a_country_is_named_only_when_five_different_viewers_are_certain() -> None:
    source = await make_recording_source()
    await watched_by(source, range(5), country="CN")
    await watched_by(source, range(10, 14), country="DE")
    for day in range(6):  # one person on six days has six keys
        key, at = bytes([100 + day]) * 16, START + timedelta(days=day)
        await make_watch(source, key=key, started_at=at, country="FR")
    await watched_by(source, range(20, 22))

    found = await viewers.countries([source.id])

    assert found == Origins([("CN", Bounds(5, 5))], Bounds(4, 12))


async def test_where_viewers_came_from_is_told_by_class() -> None:
    source = await make_recording_source()
    await watched_by(source, range(2), referrer="search")
    await watched_by(source, range(10, 11))

    found = await viewers.referrers([source.id])

    assert found == Origins([("search", Bounds(2, 2)), ("direct", Bounds(1, 1))], Bounds())


async def test_above_the_limit_a_sketch_counts_and_tells_its_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sketch, "EXACT_UP_TO", 30)
    source = await make_recording_source()
    await watched_by(source, range(20), is_live=True)
    await watched_by(source, range(20, 40))

    found = (await figures.figures_of([source.id]))[source.id].viewers

    assert found.error is not None
    assert 0 < found.error < 0.2
    assert abs(found.sum_of_days - 40) <= 40 * found.error


async def test_many_playings_of_few_keys_are_counted_exactly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sketch, "EXACT_UP_TO", 5)
    source = await make_recording_source()
    for _ in range(4):
        await watched_by(source, range(3))

    assert (await figures.figures_of([source.id]))[source.id].viewers == Bounds(3, 3)


async def test_without_the_extra_the_database_counts_exactly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sketch, "EXACT_UP_TO", 5)
    monkeypatch.setattr(sketch, "is_there", lambda: False)
    source = await make_recording_source()
    await watched_by(source, range(9))

    assert (await figures.figures_of([source.id]))[source.id].viewers == Bounds(9, 9)


async def test_a_hundred_thousand_keys_are_sketched_within_their_error() -> None:
    made = sketch.Sketch()
    for number in range(100_000):
        made.update((number * 0x9E3779B97F4A7C15 % 2**64).to_bytes(16, "little"))
        made.update((number // 2 * 0x9E3779B97F4A7C15 % 2**64).to_bytes(16, "little"))

    count = made.count()

    assert count.error is not None
    assert count.error < 0.02
    assert abs(count.value - 100_000) < 100_000 * 0.02


async def test_viewers_of_two_links_are_bounds_too() -> None:
    one = await make_recording_source()
    other = await make_recording_source(await make_recording(slug="episode-2"))
    await watched_by(one, range(3))
    await watched_by(other, range(2))

    found = await figures.figures_of([one.id, other.id])

    assert viewers.together(each.viewers for each in found.values()) == Bounds(3, 5)
