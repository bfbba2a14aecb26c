from collections.abc import Iterator

import pytest

from events_svc.web.feeds import event


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Every test has its own database: nothing of the last one is served from memory."""
    event.forget()
    yield
    event.forget()
