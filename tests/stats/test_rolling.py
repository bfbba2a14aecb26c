"""Roll-ups: whatever fails between two steps, whoever commits beside whom, the sums are what the rows say."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from events_svc import clock
from events_svc.database import connection, in_transaction, rows
from events_svc.jobs.stats import CLOCKS
from events_svc.media.models import Source
from events_svc.stats import views
from events_svc.stats.beats import PAUSED, Beat
from events_svc.stats.commit import commit as commit_packed
from events_svc.stats.memory import Memory
from events_svc.stats.models import View, Watch
from events_svc.stats.packing import pack
from events_svc.stats.rolling import audit, changes
from events_svc.stats.rolling.roll import roll_up
from events_svc.stats.rolling_models import RollMark, ViewerDay, WatchChange, WatchDay, WatchMinute
from events_svc.worker import turn_clocks
from tests.asked import asked
from tests.databases import ENGINE
from tests.media.factories import make_live_source, make_recording_source
from tests.stats.factories import START, make_beat, make_playing

pytestmark = pytest.mark.usefixtures("database")

SUMS = ("viewers", "plays", "views_0", "views_10", "views_30", "watch_ms", "unique_seconds")


def watching(source: Source, numbers: range, who: int = 0, **fields: Any) -> list[Beat]:
    """Beats some ten seconds apart, as uneven as those of a player, of viewer `who`."""
    at = {n: n * 10 + (n * 7 + who) % 5 / 2 for n in numbers}
    own = {"sid": f"viewer-{who:04}", "key": who.to_bytes(16, "big"), "source_id": source.id}
    return [make_beat(n, seconds=at[n], playhead=at[n], **{**own, **fields}) for n in numbers]


async def commit(beats: list[Beat], memory: Memory | None = None) -> None:
    await commit_packed(sorted(map(pack, beats)), Memory() if memory is None else memory)


async def totals(model: type[WatchDay] | type[WatchMinute]) -> dict[str, int]:
    found = await model.all().values(*SUMS)
    return {name: sum(row[name] for row in found) for name in SUMS}


async def test_sums_by_minute_and_by_day_are_what_the_rows_say() -> None:
    live, recording = await make_live_source(), await make_recording_source()
    of_two = {"referrer": "search", "country": "CN"}
    await commit(watching(live, range(1, 20)) + watching(recording, range(1, 9), 1, **of_two))

    await roll_up()

    told = {"viewers": 2, "plays": 2, "views_0": 2, "views_10": 2, "views_30": 2}
    watch = await Watch.all().values("credited_ms", "unique_seconds")
    told |= {"watch_ms": sum(row["credited_ms"] for row in watch)}
    told |= {"unique_seconds": sum(row["unique_seconds"] for row in watch)}
    assert (await totals(WatchMinute), await totals(WatchDay)) == (told, told)
    assert await WatchDay.get(source=recording).values_list("day", "referrer", "country") == (
        START.date(),
        "search",
        "CN",
    )
    assert (await WatchMinute.filter(source=live).count(), await WatchChange.all().count()) == (
        4,
        0,
    )


async def test_a_playing_that_goes_on_after_it_was_rolled_up_adds_what_is_new() -> None:
    source = await make_recording_source()
    for numbers in (range(1, 4), range(3, 7), range(5, 7), range(7, 9)):
        await commit(watching(source, numbers))
        await roll_up()
        await roll_up()

    assert await audit.differences() == []
    assert (await totals(WatchDay))["watch_ms"] == (await Watch.get()).credited_ms > 60_000


async def test_a_scheduler_that_was_away_for_two_hours_finds_everything() -> None:
    source = await make_recording_source()
    (rolling,) = (one for one in CLOCKS if one.name == "stats.rolling")
    await turn_clocks(None, [rolling])  # type: ignore[arg-type]  # it needs none
    for minutes in range(0, 120, 10):
        later = START + timedelta(minutes=minutes)
        beats = watching(source, range(1, 5), minutes)
        moved = round((later - START).total_seconds() * 1000)
        await commit([_moved(beat, moved) for beat in beats])

    clock.shift(timedelta(hours=2))
    await turn_clocks(None, [rolling])  # type: ignore[arg-type]  # this clock needs no context

    assert (await audit.differences(), await WatchChange.all().count()) == ([], 0)
    assert (await totals(WatchMinute))["plays"] == 12


def _moved(beat: Beat, by_ms: int) -> Beat:
    fields = {name: getattr(beat, name) for name in beat.__struct_fields__}
    return Beat(**{**fields, "at_ms": beat.at_ms + by_ms})


async def test_two_workers_and_four_collectors_at_once_count_each_beat_once() -> None:
    """On PostgreSQL ids of changes are given in one order and would be seen in another."""
    source = await make_recording_source()
    for numbers in (range(1, 3), range(3, 6), range(6, 8)):
        shares = [
            [b for who in range(p, 40, 4) for b in watching(source, numbers, who)] for p in range(4)
        ]
        await asyncio.gather(*(commit(share) for share in shares), *(roll_up() for _ in range(4)))
    await asyncio.gather(roll_up(), roll_up())

    assert await audit.differences() == []
    assert (await totals(WatchDay))["viewers"] == 40 == await ViewerDay.all().count()


@pytest.mark.skipif(ENGINE == "sqlite", reason="SQLite has one writer: ids are seen in their order")
async def test_the_mark_never_passes_over_a_change_that_is_seen_later() -> None:
    source = await make_recording_source()
    seen = asyncio.Event()

    async def slow() -> None:
        async with in_transaction():
            await changes.in_order()
            await changes.append([_change(source)])
            seen.set()
            await asyncio.sleep(0.05)

    async def quick() -> None:
        await seen.wait()
        await commit(watching(source, range(1, 3)))
        await roll_up()

    await asyncio.gather(slow(), quick())
    await roll_up()

    assert (await totals(WatchDay))["plays"] == 1 + 1000
    assert await WatchChange.all().count() == 0


def _change(source: Source) -> dict[str, Any]:
    classes = {"is_live": False, "is_bot": False, "referrer": "direct", "country": ""}
    return {
        "source_id": source.id,
        "minute": START,
        **classes,
        **dict.fromkeys(SUMS, 0),
        "plays": 1000,
    }


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("memory", [None, Memory()], ids=["killed", "goes on"])
async def test_whichever_step_is_the_last_before_a_crash_nothing_is_lost_or_doubled(
    monkeypatch: pytest.MonkeyPatch, memory: Memory | None
) -> None:
    """A connection that dies after its n-th statement, for every n of collecting and of rolling up."""
    source = await make_recording_source()

    for number in range(4):
        beats = watching(source, range(number * 3 + 1, number * 3 + 4), who=number % 2)
        assert await _crash_at_each_step(partial(commit, beats, memory), monkeypatch) > 2
        assert await _crash_at_each_step(roll_up, monkeypatch) > 5
        assert await audit.differences() == []

    watched = sum(await Watch.all().values_list("credited_ms", flat=True))
    assert (
        (await totals(WatchMinute))["watch_ms"] == (await totals(WatchDay))["watch_ms"] == watched
    )


async def _crash_at_each_step(
    work: Callable[[], Awaitable[Any]], monkeypatch: pytest.MonkeyPatch
) -> int:
    """Do it again and again, dying one statement later each time, until it comes through: how many."""
    kinds = await _kinds_of_connection()
    for last in range(1, 100):
        left = last

        def dies(execute: Any) -> Any:
            async def counted(*arguments: Any) -> Any:
                nonlocal left
                left -= 1
                if left < 0:
                    raise Killed
                return await execute(*arguments)

            return counted

        with monkeypatch.context() as patch:
            for kind in kinds:
                for name in ("execute_query", "execute_query_dict"):
                    patch.setattr(kind, name, dies(getattr(kind, name)))
            try:
                await work()
            except Killed:
                continue  # its players send again what was not stored
        return last
    raise AssertionError("it never came through")


async def _kinds_of_connection() -> list[type]:
    async with in_transaction():
        inside = type(connection())
    return [type(connection()), inside]


async def test_what_turns_out_to_be_a_program_is_taken_back_once() -> None:
    source = await make_live_source()
    await commit(watching(source, range(1, 3)))
    await roll_up()
    people = await totals(WatchDay)

    still = [
        make_beat(n, seconds=n * 9 + n % 3, sid="forger-01", source_id=source.id, key=b"f" * 16)
        for n in range(1, 12)
    ]
    for beat in still:
        await commit([beat])
        await roll_up()

    assert await Watch.filter(is_bot=True).values_list("sid", flat=True) == ["forger-01"]
    assert await View.filter(viewer_key=b"f" * 16).count() == 0
    counted = await WatchDay.filter(is_bot=False).values(*SUMS)
    assert {name: sum(row[name] for row in counted) for name in SUMS} == people
    assert await audit.differences() == []


async def test_beats_like_a_clock_are_a_programs_and_a_viewer_beside_it_stays() -> None:
    source = await make_recording_source()
    shared = {"source_id": source.id, "key": b"o" * 16}
    clockwork = [
        make_beat(n, seconds=n * 30, playhead=n * 30, sid="clockwork", **shared)
        for n in range(1, 20)
    ]
    player = watching(source, range(1, 6), 1, key=b"o" * 16)
    cmcd = watching(source, range(1, 2), 2) + [
        make_beat(
            n,
            seconds=n * 30,
            playhead=n * 30,
            sid="viewer-0002",
            is_jittered=False,
            source_id=source.id,
            key=b"c" * 16,
        )
        for n in range(2, 20)
    ]

    await commit(clockwork + player + cmcd)

    bots = await Watch.filter(is_bot=True).values_list("sid", flat=True)
    assert (bots, await View.filter(threshold=10).count()) == (["clockwork"], 2)
    assert await ViewerDay.filter(is_bot=False).count() == 2
    assert await audit.differences() == []


async def test_a_program_is_unmasked_without_reading_all_that_the_source_had() -> None:
    """Who unmasks programs by the thousand shall not make each commit read every playing and view."""
    if ENGINE == "postgres":
        found = await rows("SELECT indexname FROM pg_indexes WHERE tablename = 'watch'")
        assert "watch_viewer" in {row["indexname"] for row in found}
        return
    async with asked() as statements:
        await views.take_back([make_playing()])
    plan = await rows(
        "EXPLAIN QUERY PLAN " + re.sub(r"[$?]\d+", "1", statements[0].partition(": [")[0])
    )
    assert [row["detail"].partition(" (")[2] for row in plan if " USING " in row["detail"]] == [
        "source_id=? AND hour=? AND viewer_key=?)",
        "source_id=? AND viewer_key=?)",
    ]


async def test_a_pause_makes_no_program() -> None:
    source = await make_live_source()
    states = [PAUSED if n % 3 == 2 else "p" for n in range(20)]

    await commit(
        [
            make_beat(n, seconds=n * 10, playhead=1, state=states[n], source_id=source.id)
            for n in range(1, 20)
        ]
    )

    assert (await Watch.get()).is_bot is False


async def test_the_mark_stands_at_the_last_change() -> None:
    source = await make_recording_source()
    await commit(watching(source, range(1, 3)))
    last = (await rows("SELECT MAX(id) AS id FROM watch_change"))[0]["id"]

    assert (await roll_up() > 0, await roll_up()) == (True, 0)

    assert (await RollMark.get()).last_id == last
