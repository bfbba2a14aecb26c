"""Each test begins with a collector that remembers nothing: ids begin anew with the empty tables."""

import pytest

from events_svc.stats import collect, salts, sources


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    collect._waiting.clear()
    sources.forget()
    salts.forget()
