"""What of one recording was seen, and who watched it at once afterwards."""

from datetime import timedelta

import pytest

from events_svc.media.models import Source
from events_svc.stats import coverage, seen
from events_svc.stats.sweep import Peak
from tests.media.factories import make_live_source, make_recording, make_recording_source
from tests.stats.factories import START, make_watch

pytestmark = pytest.mark.usefixtures("database")


async def closely(source: Source) -> seen.Closely:
    found = await Source.get(id=source.id).select_related("recording")
    return await seen.of_source(found, timezone="Asia/Shanghai")


async def saw(source: Source, key: bytes, *stretches: tuple[int, int], **columns: object) -> None:
    bits = b""
    for low, high in stretches:
        bits = coverage.covered(bits, low * 1000, high * 1000, length_seconds=None)
    await make_watch(source, key=key * 16, coverage=bits, started_at=START, **columns)


async def test_the_playings_of_a_viewer_count_together_and_programs_do_not() -> None:
    source = await make_recording_source(await make_recording(duration_seconds=4))
    await saw(source, b"a", (0, 1))
    await saw(source, b"a", (2, 3))
    await saw(source, b"b", (0, 4))
    await saw(source, b"c")
    await saw(source, b"d", (0, 4), is_bot=True)

    curve = (await closely(source)).retention

    assert curve is not None
    assert ([*curve.counts], curve.viewers) == ([2, 1, 2, 1], 3)


async def test_a_length_that_nobody_wrote_is_the_last_second_anybody_saw() -> None:
    source = await make_recording_source(await make_recording(duration_seconds=None))
    await saw(source, b"a", (0, 2))
    await saw(source, b"b", (0, 11))

    curve = (await closely(source)).retention

    assert curve is not None
    assert [*curve.counts] == [2, 2, *[1] * 9]


async def test_where_nothing_was_seen_there_is_no_curve() -> None:
    source = await make_live_source()
    await make_watch(source, is_live=True)

    assert (await closely(source)).retention is None


async def test_the_replay_has_a_peak_of_its_own() -> None:
    source = await make_recording_source()
    await saw(source, b"a", last_at=START + timedelta(seconds=30))
    await make_watch(source, key=b"b" * 16, started_at=START + timedelta(seconds=89))
    await make_watch(source, key=b"c" * 16, started_at=START + timedelta(seconds=150))

    found = await closely(source)

    assert found.replaying == Peak(2, START + timedelta(seconds=89))
    assert found.line.own.peak == Peak(0, None)
    assert [count for _, count in found.replaying_curve][:3] == [1, 2, 2]
