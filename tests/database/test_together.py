"""Commit together what arrives together."""

import asyncio
from collections.abc import Sequence

import pytest

from events_svc.database.together import Together


async def test_items_that_arrive_during_a_commit_share_the_next_one() -> None:
    batches: list[list[int]] = []

    async def commit(items: Sequence[int]) -> list[int]:
        batches.append([*items])
        await asyncio.sleep(0.01)
        return [item * 10 for item in items]

    together: Together[int, int] = Together(commit)
    results = await asyncio.gather(*(together.submit(n) for n in range(5)))
    assert results == [0, 10, 20, 30, 40]
    assert batches == [[0, 1, 2, 3, 4]]


async def test_a_batch_has_a_bound() -> None:
    sizes: list[int] = []

    async def commit(items: Sequence[int]) -> list[int]:
        sizes.append(len(items))
        return [*items]

    together: Together[int, int] = Together(commit, most=2)
    await asyncio.gather(*(together.submit(n) for n in range(5)))
    assert sizes == [2, 2, 1]


async def test_a_refusal_reaches_its_caller_alone() -> None:
    async def commit(items: Sequence[int]) -> list[int | Exception]:
        return [KeyError(item) if item == 1 else item for item in items]

    together: Together[int, int] = Together(commit)
    results = await asyncio.gather(*(together.submit(n) for n in range(3)), return_exceptions=True)
    assert [repr(result) for result in results] == ["0", "KeyError(1)", "2"]


async def test_a_failed_commit_reaches_all_its_callers_and_the_next_one_works() -> None:
    calls = 0

    async def commit(items: Sequence[int]) -> list[int]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise OSError("disk full")
        return [*items]

    together: Together[int, int] = Together(commit)
    first = await asyncio.gather(*(together.submit(n) for n in range(2)), return_exceptions=True)
    assert [str(error) for error in first] == ["disk full", "disk full"]
    assert await together.submit(7) == 7


async def test_a_caller_that_goes_away_does_not_stop_the_others() -> None:
    async def commit(items: Sequence[int]) -> list[int]:
        await asyncio.sleep(0.02)
        return [*items]

    together: Together[int, int] = Together(commit)
    gone = asyncio.create_task(together.submit(1))
    stays = asyncio.create_task(together.submit(2))
    await asyncio.sleep(0.005)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert await stays == 2


async def test_in_a_crowd_a_batch_waits_for_those_on_their_way_and_nobody_alone_does() -> None:
    sizes: list[int] = []

    async def commit(items: Sequence[int]) -> list[int]:
        sizes.append(len(items))
        return [*items]

    async def come_back(together: Together[int, int], n: int) -> None:
        for _ in range(2):
            await together.submit(n)
            await asyncio.sleep(0.001 * n)

    await asyncio.wait_for(Together(commit, pause=60).submit(1), timeout=5)
    together: Together[int, int] = Together(commit, pause=0.05)
    await asyncio.gather(*(come_back(together, n) for n in range(4)))
    assert sizes == [1, 4, 4]


async def test_a_batch_of_a_crowd_begins_when_as_many_are_there_as_last_time() -> None:
    """Three come, and then one of them and later the two others: they are one batch, long before the pause is over."""
    sizes: list[int] = []

    async def commit(items: Sequence[int]) -> list[int]:
        sizes.append(len(items))
        return [*items]

    together: Together[int, int] = Together(commit, pause=60)
    await asyncio.gather(*(together.submit(n) for n in range(3)))
    first = asyncio.ensure_future(together.submit(0))
    await asyncio.sleep(0.01)
    assert (sizes, first.done()) == ([3], False)
    others = asyncio.gather(together.submit(1), together.submit(2))
    assert await asyncio.wait_for(others, timeout=20) == [1, 2]
    assert (sizes, first.result()) == ([3, 3], 0)


async def test_who_does_not_wait_is_told_and_fails_alone() -> None:
    told: list[int | Exception] = []

    async def commit(items: Sequence[int]) -> list[int | Exception]:
        return [ValueError("odd") if n % 2 else n for n in items]

    def failing(_result: int | Exception) -> None:
        raise RuntimeError("of this one alone")

    together: Together[int, int] = Together(commit)
    loop, failed = asyncio.get_running_loop(), list[object]()
    loop.set_exception_handler(lambda _loop, context: failed.append(context["exception"]))
    try:
        together.tell(0, failing)
        for n in (1, 2):
            together.tell(n, told.append)
        assert await together.submit(4) == 4
    finally:
        loop.set_exception_handler(None)
    assert [str(one) for one in (*told, *failed)] == ["odd", "2", "of this one alone"]
