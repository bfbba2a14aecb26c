"""Who looks at pages takes turns between the engines: `make test` has everybody, a run of one engine half.

Whether a page runs out of a phone's screen in Chinese does not depend on the database beneath it; that the
story goes from beginning to end does. So each story is told on both engines, by other readers.
"""

from collections.abc import Sequence
from typing import TypeVar

from tests.databases import ENGINE

Reader = TypeVar("Reader")

TURN = ("sqlite", "postgres").index(ENGINE)


def readers(everybody: Sequence[Reader]) -> list[Reader]:
    """Those whose turn it is on this run's engine: every second."""
    return [*everybody[TURN::2]]
