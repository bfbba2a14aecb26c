"""Each test begins with a collector that remembers nothing: ids begin anew with the empty tables."""

import pytest

from events_svc.stats import collect, salts, sources


@pytest.fixture(autouse=True)
async def nothing_remembered() -> None:
    async with collect._one_at_a_time:
        collect._waiting.clear()
        collect._memory.forget()
    sources.forget()
    salts.forget()
