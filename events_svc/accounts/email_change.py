"""A person signs in with another e-mail address: confirmed by a link to the new one, told to the old one."""

from datetime import timedelta

from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from events_svc import clock
from events_svc.accounts import audit, passwords
from events_svc.accounts.errors import EmailTaken, LinkGone, WrongPassword
from events_svc.accounts.models import EmailChange, SignInLink, User
from events_svc.accounts.person import Person
from events_svc.accounts.profile import needs_present
from events_svc.accounts.tokens import digest, new_secret
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue

LASTS = timedelta(days=1)


async def ask(person: Person, *, email: str, present: str) -> None:
    """Have a link mailed to `email`; raises WrongPassword where `profile.needs_present`.

    The worker looks whether another has it, so that the answer is the same for every address.
    """
    user = await User.get(id=person.user_id)
    if await needs_present(person, user) and not await passwords.is_right(
        present, user.password_hash
    ):
        raise WrongPassword
    async with in_transaction():
        await enqueue("accounts.email_asked", user_id=user.id, email=email.lower())
        await audit.record("user.email_asked", f"user:{user.id}")


async def make(user: User, email: str) -> str:
    """A new link by which `email` becomes the address of `user`; its secret, kept as a hash only."""
    secret = new_secret()
    expires_at = clock.now() + LASTS
    await EmailChange.create(
        user=user, email=email, token_hash=digest(secret), expires_at=expires_at
    )
    return secret


async def asked(secret: str) -> EmailChange:
    """The change that the link confirms, with its user; raises LinkGone."""
    change = await _usable(secret).filter(user__is_active=True).select_related("user").first()
    if change is None:
        raise LinkGone
    return change


async def confirm(secret: str) -> None:
    """The person signs in with the new address; links that were mailed before open nothing any more.

    Raises LinkGone, and EmailTaken when somebody was faster with the address.
    """
    change = await asked(secret)
    before = change.user.email
    try:
        async with in_transaction():
            if not await _usable(secret).update(used_at=clock.now()):
                raise LinkGone
            await User.filter(id=change.user_id).update(email=change.email)
            await _end_links(change.user_id)
            audit.act_as(f"user:{change.user_id}", change.user.name)
            await audit.record("user.email_changed", f"user:{change.user_id}")
            await enqueue(
                "accounts.email_changed",
                user_id=change.user_id,
                before=before,
                after=change.email,
            )
    except IntegrityError as error:
        raise EmailTaken(change.email) from error


def _usable(secret: str) -> QuerySet[EmailChange]:
    return EmailChange.filter(token_hash=digest(secret), used_at=None, expires_at__gt=clock.now())


async def _end_links(user_id: int) -> None:
    for links in (SignInLink, EmailChange):
        await links.filter(user_id=user_id, used_at=None).update(used_at=clock.now())
