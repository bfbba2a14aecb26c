"""Find the person behind a cookie or a bearer token."""

from datetime import datetime, timedelta

from events_svc import clock
from events_svc.accounts.models import (
    ApiToken,
    EventMembership,
    Membership,
    Role,
    SignIn,
    User,
)
from events_svc.accounts.person import ANONYMOUS, Person
from events_svc.accounts.tokens import digest

SEEN_EVERY = timedelta(minutes=5)


async def by_cookie(secret: str) -> Person:
    """The person whose sign-in is valid, else ANONYMOUS."""
    sign_in = await SignIn.get_or_none(
        token_hash=digest(secret), revoked_at=None, expires_at__gt=clock.now(), user__is_active=True
    ).select_related("user")
    if sign_in is None:
        return ANONYMOUS
    await _seen(sign_in)
    user: User = sign_in.user
    return Person(
        user_id=user.id,
        name=user.name,
        email=user.email,
        actor=f"user:{user.id}",
        organisations=await _organisations(user),
        events=await _events(user),
        sign_in_id=sign_in.id,
        is_operator=user.is_operator,
    )


async def by_token(secret: str) -> Person:
    """The person behind a bearer token, held to its scopes and organisation, else ANONYMOUS."""
    token = await ApiToken.get_or_none(
        token_hash=digest(secret), revoked_at=None, user__is_active=True
    ).select_related("user", "organisation")
    if token is None or _is_over(token.expires_at):
        return ANONYMOUS
    if token.used_at is None or token.used_at < clock.now() - SEEN_EVERY:
        await ApiToken.filter(id=token.id).update(used_at=clock.now())
    return Person(
        user_id=token.user.id,
        name=token.user.name,
        email=token.user.email,
        actor=f"token:{token.id}",
        organisations=await _organisations(token.user),
        events=await _events(token.user),
        scopes=frozenset(token.scopes),
        within=token.organisation.path,
    )


async def _seen(sign_in: SignIn) -> None:
    if sign_in.seen_at < clock.now() - SEEN_EVERY:
        await SignIn.filter(id=sign_in.id).update(seen_at=clock.now())


def _is_over(expires_at: datetime | None) -> bool:
    return expires_at is not None and expires_at <= clock.now()


async def _organisations(user: User) -> dict[str, Role]:
    rows = await Membership.filter(user_id=user.id).values_list("organisation__path", "role")
    return {path: Role(role) for path, role in rows}


async def _events(user: User) -> dict[int, Role]:
    rows = await EventMembership.filter(user_id=user.id).values_list("event_id", "role")
    return {event_id: Role(role) for event_id, role in rows}
