"""Platforms that answer what a test puts into their mouths."""

import dataclasses
from collections.abc import AsyncIterator

import pytest

from events_svc.config import Settings
from events_svc.gateways.fetching import Limits
from events_svc.gateways.platforms import asking
from events_svc.jobs import Context
from tests.gateways.platforms.replay import Replay, replaying


@pytest.fixture(scope="module")
async def replay() -> AsyncIterator[Replay]:
    async with replaying() as made:
        yield made


@pytest.fixture
def context(settings: Settings, replay: Replay) -> Context:
    platforms = dataclasses.replace(
        settings.platforms,
        bases=dict.fromkeys(settings.platforms.bases, replay.origin),
        keys={"youtube": "the operator's", "vimeo": ""},
    )
    changed = dataclasses.replace(
        settings, platforms=platforms, fetch_allowed_hosts=frozenset({"127.0.0.1"})
    )
    return Context(changed, None)  # type: ignore[arg-type]  # nothing here uses the plain session


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is waited for: what has not answered after a fifth of a second is slow."""
    monkeypatch.setattr(asking, "_LIMITS", Limits(seconds=0.2, size=1_000_000, redirects=0))
