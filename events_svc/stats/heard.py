"""What a platform answers when it is asked for its counters. Pure.

An answer is `Told`, `Gone` or `Elsewhere`; everything else is a `Trouble`, and the ledger gets no row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Told:
    """Counters by metric, None = hidden; `state` live, ended or offline where the platform says it."""

    values: Mapping[str, int | None] = field(default_factory=dict)
    state: str | None = None
    reason: str = ""  # in the platform's own words: "liveStreamingDetails.actualStartTime"


@dataclass(frozen=True, slots=True)
class Gone:
    """The platform does not know the video (any more), or shows it to nobody."""

    reason: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """This is a copy; the counters stand at its origin."""

    url: str


class Trouble(Exception):
    """The platform was asked in vain: {reason}"""

    outcome = "away"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason[:300]


class Away(Trouble):
    """The platform does not answer: {reason}"""


class Limited(Trouble):
    """The platform wants to be asked less often: {reason}"""

    outcome = "limited"

    def __init__(self, reason: str, pause: timedelta | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


class Banned(Trouble):
    """The platform refuses to answer us: {reason}"""

    outcome = "banned"


class Nonsense(Trouble):
    """The platform's answer cannot be read: {reason}"""

    outcome = "nonsense"


class KeyRefused(Trouble):
    """The platform does not accept our key: {reason}"""

    outcome = "refused"


class KeyMissing(Trouble):
    """This platform wants a key, and there is none: {reason}"""

    outcome = "keyless"


Answer = Told | Gone | Elsewhere

OF_THE_HOST = (
    Away,
    Limited,
    Banned,
)  # what opens the circuit of a host; the rest is of one video or key
