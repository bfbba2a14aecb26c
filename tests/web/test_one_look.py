import asyncio

import pytest

from events_svc.web.one_look import OneLook

pytestmark = pytest.mark.engineless


async def test_all_who_ask_meanwhile_share_the_next_look() -> None:
    looks: list[int] = []

    async def look() -> int:
        looks.append(len(looks))
        await asyncio.sleep(0)
        return looks[-1]

    shared = OneLook(look, pause=0.01)
    first = await asyncio.gather(*(shared.seen() for _ in range(5)))
    then = await asyncio.gather(*(shared.seen() for _ in range(5)))
    assert (first, then, looks) == ([0] * 5, [1] * 5, [0, 1])


async def test_who_asks_while_somebody_looks_waits_for_another_look() -> None:
    may_end, looks = asyncio.Event(), 0

    async def look() -> int:
        nonlocal looks
        looks += 1
        seen = looks
        await may_end.wait()
        return seen

    shared = OneLook(look, pause=0)
    early = asyncio.ensure_future(shared.seen())
    await asyncio.sleep(0.01)
    late = asyncio.ensure_future(shared.seen())
    may_end.set()
    assert (await early, await late) == (1, 2)
