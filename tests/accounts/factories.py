"""Organisations, people, and browsers that are signed in."""

from datetime import timedelta
from secrets import token_urlsafe
from types import SimpleNamespace

import httpx
from starlette.requests import Request

from events_svc import clock
from events_svc.accounts.models import (
    ApiToken,
    EventMembership,
    Membership,
    Organisation,
    Role,
    SignIn,
    User,
)
from events_svc.accounts.tokens import digest, new_secret
from events_svc.events.models import Event
from events_svc.web.forms import CSRF_COOKIE, csrf_token

SECRET_KEY = "tests-need-a-key-of-thirty-two-characters"


async def make_organisation(
    slug: str = "cameta", *, parent: Organisation | None = None
) -> Organisation:
    organisation = await Organisation.create(
        slug=slug, name={"zh": f"机构 {slug}", "en": f"Organisation {slug}"}, parent=parent
    )
    path = f"{parent.path if parent else '/'}{organisation.id}/"
    await Organisation.filter(id=organisation.id).update(path=path)
    organisation.path = path
    return organisation


async def make_user(
    email: str = "ada@example.org",
    *,
    role: Role | None = None,
    organisation: Organisation | None = None,
    event: Event | None = None,
) -> User:
    """A person, with `role` in the organisation or at the event when one is given."""
    user = await User.create(email=email, name=email.partition("@")[0].title(), language="en")
    if role and organisation:
        await Membership.create(user=user, organisation=organisation, role=role)
    if role and event:
        await EventMembership.create(user=user, event=event, role=role)
    return user


async def bearer(user: User, organisation: Organisation, *scopes: str) -> dict[str, str]:
    """The header of a program with a token of this person for the organisation."""
    secret = new_secret()
    await ApiToken.create(
        user=user,
        organisation=organisation,
        name="test",
        prefix="t",
        token_hash=digest(secret),
        scopes=[*scopes],
    )
    return {"authorization": f"Bearer {secret}"}


async def sign_in(client: httpx.AsyncClient, user: User) -> None:
    """Give the browser the cookie of `user`."""
    secret = new_secret()
    await SignIn.create(
        user=user,
        token_hash=digest(secret),
        seen_at=clock.now(),
        expires_at=clock.now() + timedelta(days=1),
    )
    client.cookies.set("signed_in", secret, domain="testserver.local")


async def csrf(client: httpx.AsyncClient, page: str | None = None) -> str:
    """The CSRF token as the forms of `page` send it; without one as any page would give it."""
    if page is None:
        return _token(client)
    text = (await client.get(page)).text
    return text.partition('"X-CSRF-Token": "')[2].partition('"')[0]


def _token(client: httpx.AsyncClient) -> str:
    """What the application makes for this browser; a page around it would be a tenth of the suite."""
    cookies = {cookie.name: cookie.value or "" for cookie in client.cookies.jar}
    if CSRF_COOKIE not in cookies:
        cookies[CSRF_COOKIE] = token_urlsafe(24)
        client.cookies.set(CSRF_COOKIE, cookies[CSRF_COOKIE], domain="testserver.local")
    header = "; ".join(f"{name}={value}" for name, value in cookies.items()).encode()
    settings = SimpleNamespace(secret_key=SECRET_KEY)
    scope = {"type": "http", "headers": [(b"cookie", header)], "state": {"settings": settings}}
    return csrf_token(Request(scope))
