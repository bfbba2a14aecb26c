"""What a process remembers of playings spares reading, and never changes a figure."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from events_svc.database import in_transaction
from events_svc.media.models import Source
from events_svc.stats import collect, rows, writing
from events_svc.stats import commit as commits
from events_svc.stats import memory as memories
from events_svc.stats.beats import PAUSED, Beat, milliseconds
from events_svc.stats.commit import commit
from events_svc.stats.memory import Memory
from events_svc.stats.models import Watch
from events_svc.stats.packing import head, pack, unpack_playing
from events_svc.stats.rolling import audit
from events_svc.stats.rolling.roll import roll_up
from tests.asked import asked
from tests.media.factories import make_recording_source
from tests.stats.factories import START, make_beat, make_playing
from tests.stats.test_rolling import watching

AT = milliseconds(START)


async def told(beats: list[Beat], memory: Memory) -> None:
    await commit(sorted(map(pack, beats)), memory)


def remembered(count: int, **fields: Any) -> Memory:
    memory = Memory()
    memory.keep({(f"viewer-{n}", 1): make_playing(id=n, state="p", **fields) for n in range(count)})
    return memory


async def credited() -> list[tuple[int, int]]:
    return await Watch.all().values_list("last_sn", "credited_ms")


def test_a_playing_is_found_by_its_name_and_source_until_the_day_after_it_began() -> None:
    memory = remembered(2)
    days = [AT + n * 24 * 3600 * 1000 for n in range(3)]

    found = [memory.find(("viewer-1", 1), at) for at in days]

    assert [one and head(one) for one in found] == [(1, AT, 0), (1, AT, 0), None]
    assert memory.find(("viewer-1", 2), AT) is None


def test_a_full_memory_takes_up_nobody_new_and_goes_on_with_those_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memories, "MOST", 2)
    memory = remembered(3)

    memory.keep({("viewer-0", 1): make_playing(id=0, state="p", last_sn=7)})

    kept = [memory.find((f"viewer-{n}", 1), AT) for n in range(3)]
    assert [one and head(one)[2] for one in kept] == [7, 0, None]


def test_who_is_silent_for_two_minutes_gives_the_place_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    memory = remembered(2)
    monkeypatch.setattr(memories, "KEPT", 0.0)

    for _ in range(2):
        memory.keep({("viewer-0", 1): make_playing(id=0, state="p")})

    assert [len(memory), memory.find(("viewer-1", 1), AT)] == [1, None]


def test_a_playing_that_jumped_about_is_not_remembered_any_more() -> None:
    memory = remembered(1)

    memory.keep({("viewer-0", 1): make_playing(state="p", coverage=b"\x0f" * 200)})

    assert len(memory) == 0


def test_a_crowd_that_waits_takes_the_place_of_what_was_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(collect, "CROWDED", 2)
    monkeypatch.setattr(collect, "_memory", remembered(3))
    monkeypatch.setattr(collect, "_waiting", [])

    left = []
    for number in (1, 2):
        collect.receive(make_beat(number, seconds=number))
        left.append(len(collect._memory))

    assert left == [3, 0]


@pytest.mark.usefixtures("database")
async def test_what_is_remembered_is_not_read_again() -> None:
    source, memory = await make_recording_source(), Memory()
    await told(watching(source, range(1, 3)), memory)

    async with asked() as statements:
        await told(watching(source, range(3, 6)), memory)

    reading = [one for one in statements if "SELECT" in one and "FROM watch" in one]
    assert (reading, await credited()) == ([], [(5, 39_000)])


@pytest.mark.usefixtures("database")
async def test_two_processes_that_remember_a_playing_credit_each_stretch_once() -> None:
    source = await make_recording_source()
    processes = [Memory(), Memory()]
    beats = [b for n in range(1, 13) for b in watching(source, range(n, n + 1))]

    for number, beat in enumerate([*beats, *beats]):  # the second time none is new
        await told([beat], processes[number % 3 % 2])

    await roll_up()
    assert await credited() == [(12, beats[-1].at_ms - beats[0].at_ms)]
    assert await audit.differences() == []


@pytest.mark.usefixtures("database")
async def test_collectors_that_share_all_playings_and_remember_them_count_all_once() -> None:
    source = await make_recording_source()
    processes = [Memory() for _ in range(4)]

    for number in range(1, 8):
        beats = [b for who in range(24) for b in watching(source, range(number, number + 1), who)]
        shares = [beats[(part + number) % 4 :: 4] for part in range(4)]
        await asyncio.gather(
            *(told(share + shares[0], p) for share, p in zip(shares, processes, strict=True)),
            roll_up(),
        )
    await roll_up()

    assert {watch.last_sn for watch in await Watch.all()} == {7}
    assert await audit.differences() == []


@pytest.mark.usefixtures("database")
async def test_a_transaction_that_another_process_foils_costs_those_beside_it_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three transactions, each written while the next is merged."""
    source, memory = await make_recording_source(), Memory()
    monkeypatch.setattr(commits, "MOST_TOGETHER", 2)
    await told([b for who in range(6) for b in watching(source, range(1, 7), who)], memory)
    await told(watching(source, range(7, 8), 3), Memory())

    await told([b for who in range(6) for b in watching(source, range(8, 9), who)], memory)

    await roll_up()
    assert {watch.last_sn for watch in await Watch.all()} == {8}
    assert await audit.differences() == []


@pytest.mark.usefixtures("database")
async def test_beats_of_which_some_were_written_when_the_database_went_are_counted_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source, memory = await make_recording_source(), Memory()
    monkeypatch.setattr(commits, "MOST_TOGETHER", 2)
    await told([b for who in range(6) for b in watching(source, range(1, 7), who)], memory)
    beats = [b for who in range(6) for b in watching(source, range(7, 8), who)]
    store, batches = writing._write, iter(range(9))

    async def going(batch: writing.Batch) -> None:
        if next(batches) == 1:
            raise ConnectionError
        await store(batch)

    monkeypatch.setattr(writing, "_write", going)
    with pytest.raises(ConnectionError):
        await told(beats, memory)
    await told(beats, memory)

    await roll_up()
    assert {watch.last_sn for watch in await Watch.all()} == {7}
    assert await audit.differences() == []


@pytest.mark.usefixtures("database")
async def test_a_memory_that_was_wrong_is_trusted_again_once_it_is_right() -> None:
    source, memory = await make_recording_source(), Memory()
    trusted = []

    for number, process in enumerate((memory, Memory(), memory, memory, memory), 1):
        await told(watching(source, range(number, number + 1)), process)
        trusted.append(memory.is_trusted)

    assert trusted == [True, True, False, True, True]


@pytest.mark.usefixtures("database")
async def test_playings_whose_names_hash_alike_are_not_taken_for_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source, memory = await make_recording_source(), Memory()
    monkeypatch.setattr(memories, "_MASK", 0)

    for numbers in (range(1, 9), range(9, 12)):
        await told(watching(source, numbers, 1), memory)
    for numbers in (range(1, 3), range(3, 12)):
        await told(watching(source, numbers, 2), memory)

    assert await credited() == [(11, 100_000)] * 2


@pytest.mark.usefixtures("database")
async def test_a_playing_that_goes_on_for_days_is_another_one_on_the_third_as_when_it_is_read() -> (
    None
):
    source = await make_recording_source()
    beats = [_at_day(source, n) for n in range(4)]
    kept = Memory()

    for beat in beats:
        await told([beat], kept)
    with_memory = sorted(await Watch.all().values_list("day", "last_sn"))
    await Watch.all().delete()
    for beat in beats:
        await told([beat], Memory())

    assert sorted(await Watch.all().values_list("day", "last_sn")) == with_memory
    assert [day for day, _ in with_memory] == [START.date() + timedelta(days=n) for n in (0, 2)]


def _at_day(source: Source, day: int) -> Beat:
    return make_beat(day + 1, seconds=day * 24 * 3600, source_id=source.id)


@pytest.mark.usefixtures("database")
async def test_what_is_remembered_is_what_stands_in_the_row_whatever_a_beat_changed() -> None:
    source, memory = await make_recording_source(), Memory()
    usual = watching(source, range(1, 5))
    paused = watching(source, range(5, 7), state=PAUSED)
    back = [_later(beat, 300_000) for beat in watching(source, range(7, 9), rate=1.5)]
    key = (usual[0].sid, source.id)

    for beat in (*usual, *paused, *back):
        await told([beat], memory)
        packed = memory.find(key, AT)
        async with in_transaction():
            (row,) = (await rows.locked([key], START.date())).values()
        assert packed
        assert unpack_playing(packed, source.id) == row

    assert (row.state, row.rate, len(row.spans), row.last_sn) == ("p", 1.5, 8, 8)


def _later(beat: Beat, by_ms: int) -> Beat:
    return replace(beat, at_ms=beat.at_ms + by_ms)
