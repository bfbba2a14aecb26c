from collections.abc import Iterator

import pytest

from events_svc.feeds import cuts
from events_svc.web.feeds import warm


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Every test has its own database: nothing of the last one is served from memory."""
    warm.forget()
    cuts.forget()
    yield
    warm.forget()
    cuts.forget()
