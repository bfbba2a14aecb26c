"""Where providers tell: the signature is checked, what they say is kept and followed, and answered as each
of them wants it. What was told before is answered the same.
"""

from dataclasses import replace

import msgspec
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.gateways.payments import Provider
from events_svc.gateways.payments.providers import of_account, of_tests
from events_svc.gateways.payments.test import NAME as TEST
from events_svc.tickets.errors import NoProvider
from events_svc.tickets.hear import Notification, hear
from events_svc.tickets.paying.accounts import account_at
from events_svc.tickets.paying.returned import hear_refund
from events_svc.web.state import Request


async def told(request: Request) -> Response:
    """An account's provider tells something."""
    account = await account_at(request.path_params["key"])
    if account.provider != request.path_params["provider"]:
        raise NotFound
    there = of_account(account, request.state["settings"], request.state["http"])
    outcome = await _hear(request, there, account_id=account.id)
    if account.provider == "alipay":
        return PlainTextResponse("success")
    return _answer(outcome)


async def told_by_test(request: Request) -> Response:
    """The built-in provider tells something."""
    try:
        there = of_tests(request.state["settings"], request.state["http"])
    except NoProvider:
        raise NotFound from None
    return _answer(await _hear(request, there))


async def _hear(request: Request, there: Provider, *, account_id: int | None = None) -> str:
    """What came of it: an account's word counts for what was paid through that very account."""
    said = await there.confirm(request.headers, await request.body())
    if said is None:
        return "no_concern"
    if isinstance(said, Notification):
        return (await hear(replace(said, account_id=account_id))).value
    return await hear_refund(replace(said, account_id=account_id))


def _answer(outcome: str) -> Response:
    return Response(msgspec.json.encode({"outcome": outcome}), media_type="application/json")


routes: list[BaseRoute] = [
    Route(f"/payments/{TEST}/notifications", told_by_test, methods=["POST"]),
    Route("/payments/{provider}/{key}/notifications", told, methods=["POST"]),
]
