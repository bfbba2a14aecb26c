"""A browser signs in: by password, or by a link that was mailed."""

from datetime import timedelta

from tortoise.queryset import QuerySet

from events_svc import clock
from events_svc.accounts import audit, passwords
from events_svc.accounts.errors import LinkGone, WrongPassword
from events_svc.accounts.models import SignIn, SignInLink, User
from events_svc.accounts.tokens import digest, new_secret
from events_svc.database import in_transaction

LASTS = timedelta(days=30)


async def by_password(email: str, password: str, *, device: str) -> str:
    """Sign the person in; the secret for the cookie. Raises WrongPassword.

    An unknown e-mail takes as long as a wrong password and is refused in the same words.
    """
    user = await User.get_or_none(email=email.lower(), is_active=True)
    is_right = await passwords.is_right(password, user.password_hash if user else None)
    if user is None or not is_right:
        raise WrongPassword
    await _refresh_hash(user, password)
    async with in_transaction():
        await _note(user, by="password")
        return await _open(SignIn(user=user, device=device))


async def by_link(secret: str, *, device: str) -> str:
    """Use the link up and sign its person in; the secret for the cookie. Raises LinkGone.

    The conditional update decides who was first when a link is used twice at once.
    """
    async with in_transaction():
        link = await link_of(secret)
        if not await _usable(secret).update(used_at=clock.now()):
            raise LinkGone
        await _note(link.user, by="link")
        return await _open(SignIn(user=link.user, device=device, by_link=True))


async def link_of(secret: str) -> SignInLink:
    """The link that can still be used, with its user; raises LinkGone."""
    link = await _usable(secret).filter(user__is_active=True).select_related("user").first()
    if link is None:
        raise LinkGone
    return link


def _usable(secret: str) -> QuerySet[SignInLink]:
    return SignInLink.filter(token_hash=digest(secret), used_at=None, expires_at__gt=clock.now())


async def _refresh_hash(user: User, password: str) -> None:
    if user.password_hash and passwords.is_outdated(user.password_hash):
        renewed = await passwords.hashed(password)
        await User.filter(id=user.id, password_hash=user.password_hash).update(
            password_hash=renewed
        )


async def _open(sign_in: SignIn) -> str:
    """Write the new sign-in; the secret of which it keeps the hash."""
    secret, now = new_secret(), clock.now()
    sign_in.token_hash, sign_in.device = digest(secret), sign_in.device[:200]
    sign_in.seen_at, sign_in.expires_at = now, now + LASTS
    await sign_in.save(force_create=True)
    return secret


async def _note(user: User, *, by: str) -> None:
    audit.act_as(f"user:{user.id}", user.name)
    await audit.record("user.signed_in", f"user:{user.id}", by=by)
