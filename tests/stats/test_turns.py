"""What is reckoned with in pieces: a commit of thousands never keeps the loop from those who ask meanwhile."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType

import pytest

from events_svc.stats import turns
from events_svc.stats.beats import PAUSED
from events_svc.stats.commit import commit
from events_svc.stats.memory import Memory
from events_svc.stats.models import Watch
from events_svc.stats.packing import pack
from events_svc.stats.rolling import audit
from events_svc.stats.rolling.roll import roll_up
from tests.media.factories import make_recording_source
from tests.stats.test_rolling import watching

CROWD = 2_000
ABC = "<frozen abc>"  # where asyncpg asks of each value whether it is a list
MOST_CALLS = (
    4_000  # of functions, between two turns of the loop: of 2,000 playings no step takes as few
)


@pytest.mark.parametrize(
    ("cost", "pieces"),
    [(0.0, [16, 32, 64, 88]), (0.00011, [16, 4, 4, 4]), (0.002, [16, 1, 1, 1])],
)
async def test_a_piece_has_as_many_as_take_a_turn(
    cost: float, pieces: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    passed, found = 0.0, []
    monkeypatch.setattr(turns, "now", lambda: passed)

    async for part in turns.in_turns(range(200)):
        found.append(len(part))
        passed += len(part) * cost

    assert found[:4] == pieces
    assert sum(found) == 200


@pytest.mark.usefixtures("database")
async def test_a_commit_of_thousands_goes_round_the_loop_whichever_way_its_playings_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Begun, remembered, of which more changes than usual, and read again."""
    source, memory = await make_recording_source(), Memory()
    longest = []

    for number, state, remembering in [
        (1, "p", memory),
        (2, "p", memory),
        (3, PAUSED, memory),
        (4, "p", Memory()),
    ]:
        beats = [
            b
            for who in range(CROWD)
            for b in watching(source, range(number, number + 1), who, state=state)
        ]
        async with _calls_between_turns(monkeypatch) as calls:
            await commit([*map(pack, beats)], remembering)
        longest.append(max(calls))

    assert [count for count in longest if count > MOST_CALLS] == []
    await roll_up()
    assert await Watch.filter(last_sn=4).count() == CROWD
    assert await audit.differences() == []


@asynccontextmanager
async def _calls_between_turns(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[int]]:
    """How many functions were called between one turn of the loop and the next; the clock counts them, too."""
    count, between = 0, list[int]()

    def called(frame: FrameType, event: str, _of: object) -> None:
        nonlocal count
        count += event in ("call", "c_call") and frame.f_code.co_filename != ABC

    async def watched() -> None:
        before = count
        while True:
            await asyncio.sleep(0)
            between.append(count - before)
            before = count

    with monkeypatch.context() as patch:
        patch.setattr(turns, "now", lambda: count / 1_000_000)
        watcher = asyncio.create_task(watched())
        sys.setprofile(called)
        try:
            yield between
        finally:
            sys.setprofile(None)
            watcher.cancel()
