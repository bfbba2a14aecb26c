"""Who is asking: the cookie of a browser, or a bearer token."""

from events_svc.accounts import audit, recognise
from events_svc.accounts.errors import NotFound
from events_svc.accounts.person import ANONYMOUS, Person
from events_svc.web.state import Request

COOKIE = "signed_in"
DOOR_COOKIE = "door"  # the token of a phone at a gate


class SignInNeeded(Exception):
    """Please sign in first."""


async def person(request: Request) -> Person:
    """The person of this request, looked up once; ANONYMOUS when nobody is signed in."""
    known = request.scope.get("person")
    if known is None:
        known = request.scope["person"] = await _recognised(request)
        audit.acting.set(
            audit.Actor(known.actor, known.name or known.email, request.scope.get("request_id", ""))
        )
    return known


async def signed_in(request: Request) -> Person:
    """The person of this request; raises SignInNeeded for a stranger."""
    asking = await person(request)
    if not asking.is_known:
        raise SignInNeeded
    return asking


async def organiser(request: Request) -> Person:
    """The person of this request, who organises something; NotFound for other people."""
    asking = await signed_in(request)
    if not asking.is_organiser:
        raise NotFound
    return asking


def names_a_device(request: Request) -> bool:
    """Whether the request comes with the token of a phone or hub, good or not, which its views look up."""
    scheme = request.headers.get("authorization", "").partition(" ")[0].lower()
    return scheme in {"device", "hub"} or (not scheme and DOOR_COOKIE in request.cookies)


async def _recognised(request: Request) -> Person:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret:
        return await recognise.by_token(secret.strip())
    cookie = request.cookies.get(COOKIE)
    return await recognise.by_cookie(cookie) if cookie else ANONYMOUS
