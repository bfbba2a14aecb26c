"""What people change about themselves."""

from datetime import timedelta

from events_svc import clock
from events_svc.accounts import audit, passwords
from events_svc.accounts.errors import WrongPassword
from events_svc.accounts.models import SignIn, User
from events_svc.accounts.person import Person
from events_svc.accounts.sign_out import end_all
from events_svc.database import in_transaction

FRESH = timedelta(minutes=30)


async def rename(person: Person, *, name: str, language: str) -> None:
    """The person is called `name` and gets mails in `language`."""
    async with in_transaction():
        await User.filter(id=person.user_id).update(name=name, language=language)
        await audit.record("user.renamed", f"user:{person.user_id}", name=name, language=language)


async def change_password(person: Person, *, present: str, new: str) -> None:
    """Set a new password and sign all other browsers out; raises WrongPassword.

    The present password is not asked where there is none, or where the person came by a mailed link
    within the last half hour: that is how a forgotten one is replaced.
    """
    user = await User.get(id=person.user_id)
    if await needs_present(person, user) and not await passwords.is_right(
        present, user.password_hash
    ):
        raise WrongPassword
    password_hash = await passwords.hashed(new)
    async with in_transaction():
        await User.filter(id=user.id).update(password_hash=password_hash)
        await end_all(user.id, but=person.sign_in_id)
        await audit.record("user.password_changed", f"user:{user.id}")


async def needs_present(person: Person, user: User) -> bool:
    """Whether the present password must be given to set a new one."""
    if user.password_hash is None:
        return False
    since = clock.now() - FRESH
    return not await SignIn.exists(id=person.sign_in_id, by_link=True, created_at__gt=since)
