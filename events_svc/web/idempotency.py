"""`Idempotency-Key`: the same request twice does what it does once, and gets the same answer."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

from starlette.responses import Response
from tortoise.exceptions import IntegrityError

from events_svc import clock
from events_svc.accounts.models import IdempotencyKey
from events_svc.web import auth
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.state import Request

GIVEN_UP = timedelta(seconds=30)


class KeyInUse(Exception):
    """A request with this Idempotency-Key is still being worked on."""


class KeyOfAnother(Exception):
    """This Idempotency-Key was used for another request."""


async def once(request: Request, run: Callable[[], Awaitable[Response]]) -> Response:
    """The answer of `run`, or the one kept from the first time the key was sent by this person.

    What phones and hubs send has ids of its own for that: no answer is kept for them, which somebody without
    their token, or after it was revoked, could fetch by the key.

    Raises KeyOfAnother (422) when the body differs, KeyInUse (409) while the first is under way. A
    request that raised keeps no answer: it may be sent again.
    """
    key = request.headers["idempotency-key"]
    if not 1 <= len(key) <= 200:
        raise Malformed({"Idempotency-Key": gettext("From 1 to 200 characters.")})
    asking = await auth.person(request)
    if not asking.is_known and auth.names_a_device(request):
        return await run()
    scope = f"{asking.actor} {request.method} {request.url.path}"[:160]
    fingerprint = hashlib.sha256(await request.body()).hexdigest()
    kept = await _claimed(scope, key, fingerprint)
    if kept is not None:
        return kept
    try:
        response = await run()
    except BaseException:
        await IdempotencyKey.filter(scope=scope, key=key).delete()
        raise
    await IdempotencyKey.filter(scope=scope, key=key).update(
        status=response.status_code, body=bytes(response.body).decode(), headers=_kept(response)
    )
    return response


async def _claimed(scope: str, key: str, fingerprint: str) -> Response | None:
    """None when this request is the first with its key; else the first one's answer."""
    try:
        await IdempotencyKey.create(scope=scope, key=key, request_hash=fingerprint)
    except IntegrityError:
        first = await IdempotencyKey.get_or_none(scope=scope, key=key)
    else:
        return None
    if first is None:
        raise KeyInUse
    if first.request_hash != fingerprint:
        raise KeyOfAnother
    if first.status is None:
        await IdempotencyKey.filter(id=first.id, created_at__lt=clock.now() - GIVEN_UP).delete()
        raise KeyInUse
    return Response(first.body, first.status, first.headers)


def _kept(response: Response) -> dict[str, str]:
    names = {"content-type", "location", "etag"}
    return {name: value for name, value in response.headers.items() if name in names}
