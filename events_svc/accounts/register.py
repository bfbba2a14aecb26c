"""A user is made by hand: for the command line and the demo."""

from typing import Any

from tortoise.exceptions import IntegrityError

from events_svc.accounts import audit, passwords
from events_svc.accounts.errors import EmailTaken
from events_svc.accounts.models import Membership, Organisation, Role, User
from events_svc.database import in_transaction


async def add_user(
    email: str,
    *,
    name: str,
    password: str | None = None,
    language: str = "zh",
    organisation: Organisation | None = None,
    role: Role = Role.OWNER,
    is_operator: bool = False,
) -> User:
    """A person who signs in with `password` (or by mailed link only), with `role` in `organisation`.

    An operator also sees the outbox of the whole installation and founds organisations at the top of
    the tree. Raises EmailTaken.
    """
    password_hash = await passwords.hashed(password) if password else None
    async with in_transaction():
        user = await _created(
            email.lower(),
            name=name,
            password_hash=password_hash,
            language=language,
            is_operator=is_operator,
        )
        if organisation is not None:
            await Membership.create(user=user, organisation=organisation, role=role)
        await audit.record(
            "user.added",
            f"user:{user.id}",
            organisation_id=organisation.id if organisation else None,
        )
    return user


async def _created(email: str, **columns: Any) -> User:
    try:
        async with in_transaction():
            return await User.create(email=email, **columns)
    except IntegrityError as error:
        raise EmailTaken(email) from error
