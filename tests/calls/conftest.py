"""The worker at hand."""

from collections.abc import AsyncIterator

import pytest

from events_svc.config import Settings
from tests.calls.browser import Worker, working


@pytest.fixture
async def worker(settings: Settings) -> AsyncIterator[Worker]:
    """Does all jobs that are due."""
    async with working(settings) as run:
        yield run
