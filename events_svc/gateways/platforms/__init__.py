"""Other platforms, asked for their counters: one adapter each, a request out, an answer in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from events_svc.stats.heard import Answer, Nonsense

MOST_BYTES = 1024 * 1024
SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked: `things` by the platform's own names, at `base` (scheme and host), with `key`."""

    things: Sequence[str]
    base: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A GET that asks it."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Received:
    """What came back; `headers` by their names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Understood = Mapping[str, Answer | Nonsense]


@dataclass(frozen=True, slots=True)
class Adapter:
    """`understood` raises a Trouble when nothing can be told of any thing; `most` things a request."""

    request: Callable[[Call], Request]
    understood: Callable[[Sequence[str], Received], Understood]
    most: int = 1
    needs_key: bool = False
