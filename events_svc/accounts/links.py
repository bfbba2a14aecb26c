"""Links that sign in once: asked for on the sign-in page, or sent with an invitation."""

from datetime import timedelta

from events_svc import clock
from events_svc.accounts.models import SignInLink, User
from events_svc.accounts.tokens import digest, new_secret
from events_svc.outbox.enqueue import enqueue

LASTS = timedelta(minutes=30)
INVITATION_LASTS = timedelta(days=7)


async def ask(email: str, *, language: str, target: str) -> None:
    """Have a link mailed to `email` that leads to `target`, if a person has that address.

    The worker looks the person up, so that the answer and its time are the same for everybody.
    """
    await enqueue("accounts.link_asked", email=email.lower(), language=language, target=target)


async def make(user: User, *, lasts: timedelta = LASTS) -> str:
    """A new link for `user`; its secret, of which only the hash is kept."""
    secret = new_secret()
    await SignInLink.create(user=user, token_hash=digest(secret), expires_at=clock.now() + lasts)
    return secret
