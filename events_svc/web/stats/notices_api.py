"""`POST /api/v1/counter-notices`: figures that a bridge to WeChat Channels or Tencent Meeting brings, signed."""

from datetime import timedelta
from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType
from starlette.routing import BaseRoute

from events_svc.accounts.limits import limit
from events_svc.stats import notices
from events_svc.stats.notices import Told
from events_svc.stats.signing import Signed
from events_svc.web.address import client_network
from events_svc.web.api import operation
from events_svc.web.fields import Id, Instant
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.state import Request

MOST, WITHIN = 600, timedelta(minutes=10)  # notices of one key from one place

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None | UnsetType
_FIGURES = (
    "total_audience_count",
    "max_online_count",
    "audiences_avg_seconds",
    "live_viewers_num",
)


class CounterNoticeBody(msgspec.Struct):
    """What a platform counts of a link, by the platform's own names; null = hidden there."""

    source_id: Id
    observed_at: Instant
    total_audience_count: Count = UNSET
    max_online_count: Count = UNSET
    audiences_avg_seconds: Count = UNSET
    live_viewers_num: Count = UNSET


class CounterNoticeTaken(msgspec.Struct):
    """How many rows of the ledger the notice made; 0 when it was taken before."""

    rows: int


async def take(request: Request, body: CounterNoticeBody) -> CounterNoticeTaken:
    """Take a signed notice of a platform's counters."""
    figures = {name: getattr(body, name) for name in _FIGURES if getattr(body, name) is not UNSET}
    if not figures:
        raise Malformed({"body": gettext("Please fill this in.")})
    told = Told(body.source_id, body.observed_at, figures)
    secret_key = request.state["settings"].secret_key
    signed = _signed(request, await request.body())
    sender = f"{signed.key_id}:{client_network(request)}"  # who forges a key uses up no one else's
    await limit(f"counter-notices:{sender}", most=MOST, within=WITHIN)
    return CounterNoticeTaken(await notices.take(signed, told, secret_key=secret_key))


def _signed(request: Request, body: bytes) -> Signed:
    headers = request.headers
    key_id = headers.get("events-key", "")
    return Signed(
        key_id=int(key_id) if key_id.isascii() and key_id.isdigit() and len(key_id) < 19 else 0,
        timestamp=headers.get("events-timestamp", ""),
        nonce=headers.get("events-nonce", ""),
        signature=headers.get("events-signature", ""),
        body=body,
    )


routes: list[BaseRoute] = [
    operation(
        "POST", "/counter-notices", take, name="counter-notice", body=CounterNoticeBody,
        answer=CounterNoticeTaken, refusals=[403, 404, 429], is_public=True,
    ),
]  # fmt: skip
