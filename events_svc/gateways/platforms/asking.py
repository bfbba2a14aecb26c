"""Ask a platform: its adapter's request through the bounded fetch, the answer with the digest of its body."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from events_svc import clock
from events_svc.config import Settings
from events_svc.gateways import fetching
from events_svc.gateways.fetching import Fetcher, Limits
from events_svc.gateways.platforms import (
    MOST_BYTES,
    SECONDS,
    Adapter,
    Call,
    Received,
    Request,
    Understood,
    bilibili,
    bilibili_live,
    owncast,
    peertube,
    vimeo,
    youtube,
)
from events_svc.stats.heard import Away, KeyMissing, Nonsense
from events_svc.stats.subjects import BILIBILI, BILIBILI_LIVE, VIMEO, YOUTUBE

_BY_HOST = {
    YOUTUBE: youtube.ADAPTER,
    VIMEO: vimeo.ADAPTER,
    BILIBILI: bilibili.ADAPTER,
    BILIBILI_LIVE: bilibili_live.ADAPTER,
}
_BY_PLATFORM = {"peertube": peertube.ADAPTER, "owncast": owncast.ADAPTER}
_LIMITS = Limits(seconds=SECONDS, size=MOST_BYTES, redirects=0)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood of each thing, when it came, and the SHA-256 of the body as it came."""

    answers: Understood
    at: datetime
    digest: str


def adapter_of(platform: str, host: str) -> Adapter:
    """Who speaks with the host."""
    return _BY_HOST.get(host) or _BY_PLATFORM[platform]


def most_of(host: str) -> int:
    """How many things one request to the host carries."""
    return _BY_HOST[host].most if host in _BY_HOST else 1


def base_of(host: str, settings: Settings) -> str:
    """Where the host is asked: by the settings, or at the origin that is its name."""
    return settings.platforms.bases.get(host, host)


async def ask(fetcher: Fetcher, adapter: Adapter, call: Call) -> Heard:
    """What the platform says of the call's things; raises a Trouble."""
    if adapter.needs_key and not call.key:
        raise KeyMissing(call.base)
    received = await _fetched(fetcher, adapter.request(call))
    answers = adapter.understood(call.things, received)
    return Heard(answers, clock.now(), hashlib.sha256(received.body).hexdigest())


async def _fetched(fetcher: Fetcher, request: Request) -> Received:
    try:
        answer = await fetching.fetch(fetcher, request.url, headers=request.headers, limits=_LIMITS)
    except (fetching.Unreachable, fetching.TimedOut) as error:
        raise Away(str(error)) from error
    except fetching.FetchFailed as error:
        raise Nonsense(str(error)) from error
    return Received(answer.status, answer.headers, answer.body)
