"""The cookie that a signed-in browser holds, and the person who holds it."""

import secrets
from datetime import timedelta

from starlette.responses import Response

from events_svc.accounts import sign_in
from events_svc.accounts.errors import NotFound
from events_svc.accounts.person import Person
from events_svc.web import auth, pages
from events_svc.web.state import Request


async def account(request: Request) -> Person:
    """The person signed in to this browser; NotFound for a token, which never touches the account."""
    person = await auth.signed_in(request)
    if not person.is_browser:
        raise NotFound
    return person


def device(request: Request) -> str:
    """What the browser says of itself, short enough to keep."""
    return request.headers.get("user-agent", "")[:200]


def signed_in(request: Request, secret: str, target: str) -> Response:
    """To `target`, with the cookie; forms loaded before are stale from now on."""
    request.scope["csrf"] = secrets.token_urlsafe(24)
    response = pages.redirect(request, target)
    _set_cookie(request, response, secret, lasts=sign_in.LASTS)
    return response


def signed_out(request: Request, target: str) -> Response:
    """To `target`, without the cookie."""
    request.scope["csrf"] = secrets.token_urlsafe(24)
    response = pages.redirect(request, target)
    _set_cookie(request, response, "", lasts=timedelta(0))
    return response


def _set_cookie(request: Request, response: Response, secret: str, *, lasts: timedelta) -> None:
    response.set_cookie(
        auth.COOKIE,
        secret,
        max_age=int(lasts.total_seconds()),
        httponly=True,
        secure=request.state["settings"].is_secure,
        samesite="lax",
    )
