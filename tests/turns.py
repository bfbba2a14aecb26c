"""Who looks at pages takes turns between the engines: `make test` has everybody, a run of one engine half.

Whether a page runs out of a phone's screen in Chinese does not depend on the database beneath it; that the
story goes from beginning to end does. So each story is told on both engines, by other readers.
"""

from collections.abc import Sequence
from typing import TypeVar

import pytest

from tests.databases import ENGINE

Reader = TypeVar("Reader")

# The fixtures that every way to the run's database goes through; whoever takes from PROCESSES makes his own.
DATABASES = {"database_url", "live_server"}
PROCESSES = ("tests.databases", "tests.commands", "tests.journeys")
TURN = ("sqlite", "postgres").index(ENGINE)


def readers(everybody: Sequence[Reader]) -> list[Reader]:
    """Those whose turn it is on this run's engine: every second."""
    return [*everybody[TURN::2]]


def is_engineless(item: pytest.Item) -> bool:
    """Whether there is no database in a test: it is marked so, or nothing that it uses leads to one."""
    if item.get_closest_marker("engineless"):
        return True
    if not isinstance(item, pytest.Function) or item.path.parent.name == "database":
        return False
    return not (DATABASES & {*item.fixturenames} or _makes_databases(item))


def _makes_databases(item: pytest.Function) -> bool:
    used = (getattr(one, "__module__", None) or "" for one in vars(item.module).values())
    return item.nodeid.startswith("tests/commands/") or any(
        name.startswith(PROCESSES) for name in used
    )
